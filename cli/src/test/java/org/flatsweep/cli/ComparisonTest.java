package org.flatsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ComparisonTest {

    /** As the API answers; the trial has ten classes. */
    private static final String ANSWER = """
            {"trial_id": 17,
             "command": "./flatsweep reproduce 17 --server http://127.0.0.1:8080 --device cpu --threads 2",
             "config": {"dataset": {"name": "digits", "resolution": 16, "validation": 0.1}, "method": "sam",
                        "hyperparameters": {"epochs": 4}, "seed": 3},
             "provenance": {"code_version": "0.1.0+abc", "engine_version": "2.7.1", "device": "cpu, 2 threads",
                            "threads": 2, "parameters_sha256": "0123456789abcdef0123456789abcdef",
                            "started_at": "2026-11-25T04:00:00.000000Z"},
             "expected": {"train_loss": 0.5, "validation_loss": 0.25, "validation_accuracy": 1.0, "test_loss": 0.125,
                          "test_accuracy": 0.975, "parameters_sha256": "0123456789abcdef0123456789abcdef"}}
            """;

    /** As the worker reports. */
    private static final String RESULT = """
            {"train_loss": 0.5, "validation_loss": 0.25, "validation_accuracy": 1.0, "test_loss": 0.125,
             "test_accuracy": 0.975, "train_seconds": 7.5,
             "provenance": {"code_version": "0.1.0+abc", "engine_version": "2.7.1", "device": "cpu, 2 threads",
                            "threads": 2, "parameters_sha256": "0123456789abcdef0123456789abcdef"}}
            """;

    @Test
    void equalNumbersAndParametersAreTheSameBits() {
        Comparison comparison = compare(ANSWER, RESULT);

        assertThat(comparison.isSame()).isTrue();
        assertThat(comparison.verdict()).isEqualTo("the same bits");
        assertThat(comparison.table()).isEqualTo("""
                | Number              | Recorded          | Reproduced        |
                | ------------------- | ----------------- | ----------------- |
                | train_loss          | 0.5               | 0.5               |
                | validation_loss     | 0.25              | 0.25              |
                | validation_accuracy | 1.0               | 1.0               |
                | test_loss           | 0.125             | 0.125             |
                | test_accuracy       | 0.975             | 0.975             |
                | parameters_sha256   | 0123456789abcdef… | 0123456789abcdef… |""");
    }

    @Test
    void otherCircumstancesAreNoOtherBits() {
        assertThat(compare(ANSWER, RESULT.replace("2.7.1", "2.8.0")).verdict()).isEqualTo("the same bits");
    }

    /** By the last place of a double, or by the digits that the table leaves out. */
    @ParameterizedTest
    @CsvSource({
        "train_loss, \"train_loss\": 0.5, \"train_loss\": 0.5000000000000001",
        "validation_accuracy, \"validation_accuracy\": 1.0, \"validation_accuracy\": null",
        "test_loss, \"test_loss\": 0.125, \"test_loss\": 0.12500000000000003",
        "parameters_sha256, abcdef\"}}, abcdee\"}}"})
    void theVerdictNamesWhatDiffers(String name, String recorded, String changed) {
        Comparison comparison = compare(ANSWER.replace(recorded, changed), RESULT);

        assertThat(comparison.isSame()).isFalse();
        assertThat(comparison.verdict()).isEqualTo("""
                not the same bits, which differ in %s
                Code, engine, machine and data are those recorded.""".formatted(name));
    }

    @Test
    void theVerdictNamesWhatMayBeWhy() {
        String elsewhere = RESULT.replace("0.125", "0.126").replace("2.7.1", "2.8.0")
                .replace("\"threads\": 2", "\"threads\": 4").replace("}}", ", \"cpu\": \"another\"}}");

        assertThat(compare(ANSWER, elsewhere).verdict()).isEqualTo("""
                not the same bits, which differ in test_loss
                Why that may be:
                  engine_version: 2.7.1 recorded, 2.8.0 here
                  threads: 2 recorded, 4 here
                  cpu: – recorded, another here""");
    }

    @Test
    void parametersThatNobodyRecordedAreNotTheSame() {
        String old = ANSWER.replaceAll(",\\s*\"parameters_sha256\": \"\\w+\"", "");

        assertThat(compare(old, RESULT).verdict()).startsWith("not the same bits, which differ in parameters_sha256");
    }

    @Test
    void whatAModelWithoutClassesDoesNotHaveIsNotShown() {
        String without = "\"validation_accuracy\": null";
        Comparison comparison = compare(ANSWER.replace("\"validation_accuracy\": 1.0", without),
                RESULT.replace("\"validation_accuracy\": 1.0", without));

        assertThat(comparison.isSame()).isTrue();
        assertThat(comparison.table()).doesNotContain("validation_accuracy");
    }

    @Test
    void aTrialWithoutAResultIsNothingToCompareWith() {
        String pending = ANSWER.replaceAll("(?s)\"provenance\".*", "\"provenance\": null, \"expected\": null}");
        Comparison comparison = compare(pending, RESULT);

        assertThat(comparison.isSame()).isFalse();
        assertThat(comparison.verdict()).isEqualTo("Nothing to compare with: the trial had no result.");
    }

    @Test
    void trainsOnTheRecordedKindOfDevice() {
        RecordedTrial onCpu = RecordedTrial.read(ANSWER, "17");
        RecordedTrial onGpu = RecordedTrial.read(ANSWER.replace("cpu, 2 threads", "cuda:3, compute capability 90"), "17");

        assertThat(onCpu.device()).isEqualTo("cpu");
        assertThat(onCpu.threads()).contains("2");
        assertThat(onGpu.device()).isEqualTo("cuda");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "name: a sweep", "{\"trial_id\": 17}", "[]"})
    void refusesAFileThatIsSomethingElse(String content) {
        assertThatThrownBy(() -> RecordedTrial.read(content, "sweep.yaml"))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage("'sweep.yaml' holds no answer of GET /api/v1/trials/{id}/reproduce");
    }

    private static Comparison compare(String answer, String result) {
        JsonNode reported = new JsonMapper().readTree(result);
        return Comparison.of(RecordedTrial.read(answer, "17"), reported);
    }
}
