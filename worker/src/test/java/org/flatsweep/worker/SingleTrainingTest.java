package org.flatsweep.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.flatsweep.domain.DatasetSpec;
import org.flatsweep.domain.Method;
import org.flatsweep.domain.TrialConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SingleTrainingTest {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path directory;

    private int exitCode;

    @Test
    void reportsEveryEpochAndAtLastTheResult() throws IOException {
        List<JsonNode> reports = train(JSON.writeValueAsString(QueueRows.digits(Method.SAM, 2, 0).toMap()));

        assertThat(exitCode).isZero();
        assertThat(reports).hasSize(3);
        assertThat(reports.get(0).get("epoch").asInt()).isEqualTo(1);
        assertThat(reports.get(1).get("epoch").asInt()).isEqualTo(2);
        JsonNode result = reports.get(2).get("result");
        assertThat(result.get("test_loss")).isEqualTo(reports.get(1).at("/metrics/test_loss"));
        assertThat(result.at("/provenance/parameters_sha256").asString()).hasSize(64);
    }

    @Test
    void reportsWhichFileOfTheDatasetIsMissing() throws IOException {
        TrialConfig digits = QueueRows.digits(Method.SGD, 1, 0);
        TrialConfig cifar = new TrialConfig(
                new DatasetSpec("cifar10", 32, 0.1), digits.model(), digits.method(), digits.hyperparameters(), 0);

        List<JsonNode> reports = train(JSON.writeValueAsString(cifar.toMap()));

        assertThat(exitCode).isEqualTo(1);
        assertThat(reports).singleElement()
                .satisfies(report -> assertThat(report.get("failure").asString()).contains("data_batch_1.bin"));
    }

    @Test
    void reportsWhatIsNoTrialOfThisVersion() throws IOException {
        List<JsonNode> reports = train("{\"method\": \"no such method\"}");

        assertThat(exitCode).isEqualTo(1);
        assertThat(reports).singleElement()
                .satisfies(report -> assertThat(report.get("failure").asString()).contains("no such method"));
    }

    private List<JsonNode> train(String config) throws IOException {
        Path file = Files.writeString(directory.resolve("trial.json"), config);
        WorkerSettings settings = new WorkerSettings(null, directory.resolve("datasets"), directory, "cpu", 1,
                Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ZERO, null, null);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        exitCode = new SingleTraining(settings).train(file, new PrintStream(out, true, UTF_8));
        return out.toString(UTF_8).lines().map(JSON::readTree).toList();
    }
}
