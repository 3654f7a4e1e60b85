package org.flatsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmitDryRunTest {

    private static final String PREVIEW = """
            {"name": "rho", "trials": 39, "configurations": 13, "reused": 3, "device_seconds": %s, "definition": {},
             "methods": [
               {"method": "sgd", "configurations": 1, "trials": 3, "reused": 3, "seconds_per_trial": 95.2},
               {"method": "sam", "configurations": 12, "trials": 36, "reused": 0, "seconds_per_trial": %s}]}""";

    @TempDir
    private Path directory;

    private StubApi api;
    private String file;

    @BeforeEach
    void startApi() throws IOException {
        api = new StubApi();
        file = Files.writeString(directory.resolve("sweep.yaml"), "name: rho").toString();
    }

    @AfterEach
    void stopApi() {
        api.close();
    }

    @Test
    void saysWhatTheSweepWouldTakeAndSubmitsNothing() {
        api.on("POST /api/v1/sweeps/preview", PREVIEW.formatted("7260.0", "190.4"));

        var outcome = api.run("submit", file, "--dry-run");

        assertThat(outcome.out()).startsWith("rho would have 39 trials in 13 configurations, 3 of them")
                .endsWith("Device time: about 2 h 1 min" + System.lineSeparator());
        assertThat(outcome.out().lines()).anySatisfy(line -> assertThat(line)
                .containsSubsequence("sgd", "1", "3", "3", "about 1 min 35 s"));
        assertThat(api.requests()).containsExactly("POST /api/v1/sweeps/preview name: rho");
    }

    @Test
    void saysThatTheTimeIsUnknown() {
        api.on("POST /api/v1/sweeps/preview", PREVIEW.formatted("null", "null"));

        String out = api.run("submit", file, "--dry-run").out();

        assertThat(out).contains("Device time: unknown, as no trial");
        assertThat(out.lines()).anySatisfy(line -> assertThat(line).startsWith("sam").endsWith("unknown"));
    }
}
