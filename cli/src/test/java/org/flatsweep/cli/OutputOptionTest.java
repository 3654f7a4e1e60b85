package org.flatsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputOptionTest {

    /** With what a reader of JSON would write otherwise. */
    private static final String SWEEP = """
            {"id": 2,  "name": "x", "state": "COMPLETED", "trials": {"total": 8, "succeeded": 8, "running": 0,
             "pending": 0, "failed": 0, "cancelled": 0, "pruned": 0}, "lr": 0.10}""";

    @TempDir
    private Path directory;

    private StubApi api;

    @BeforeEach
    void startApi() throws IOException {
        Files.writeString(directory.resolve("sweep.yaml"), "name: x");
        api = new StubApi();
    }

    @AfterEach
    void stopApi() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            submit DIR/sweep.yaml           | POST /api/v1/sweeps
            submit DIR/sweep.yaml --dry-run | POST /api/v1/sweeps/preview
            import DIR/sweep.yaml           | POST /api/v1/sweeps/import
            cancel 2                        | POST /api/v1/sweeps/2/cancel
            pause 2                         | POST /api/v1/sweeps/2/pause
            resume 2                        | POST /api/v1/sweeps/2/resume
            retry 7 --trial                 | POST /api/v1/trials/7/retry
            priority 2 5                    | PUT /api/v1/sweeps/2/priority
            token create x --scope read     | POST /api/v1/tokens
            token rotate x                  | POST /api/v1/tokens/x/rotate
            """)
    void givesScriptsTheApisAnswerAsItIsAndNothingElse(String command, String request) {
        api.on(request, SWEEP);

        var outcome = run(command + " --output json");

        assertThat(outcome.out()).isEqualTo(SWEEP + System.lineSeparator());
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void saysTheSameOfATokenThatIsRevokedAsOfWhatHasAnAnswer() {
        api.on("DELETE /api/v1/tokens/x", "");
        assertThat(run("token revoke x --output json").out())
                .isEqualToIgnoringNewLines("{\"name\": \"x\", \"revoked\": true}");
    }

    @Test
    void watchesWhatItSubmitsByItsEventsOnly() {
        api.on("POST /api/v1/sweeps", SWEEP).on("GET /api/v1/sweeps/2", SWEEP)
                .on("GET /api/v1/sweeps/2/events", "event: hello\ndata: {}\n\n");

        assertThat(run("submit DIR/sweep.yaml --watch --output json").out().lines()).singleElement().asString()
                .startsWith("{\"event\":\"sweep\",\"data\":{\"id\":2,");
    }

    @Test
    void isNotSilentlyBeforeAnotherFormat() {
        var outcome = run("results 2 --format csv --output json");
        assertThat(outcome.err()).contains("--output json", "csv", "--format");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(api.requests()).isEmpty();
    }

    private StubApi.Outcome run(String command) {
        return api.run(command.replace("DIR", directory.toString()).split(" "));
    }
}
