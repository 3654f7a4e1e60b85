package org.flatsweep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jline.builtins.ScreenTerminal;
import org.jline.terminal.Size;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the user of an xterm of 60 columns and 16 rows sees. */
class SweepScreenTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Size SIZE = new Size(60, 16);

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private DumbTerminal terminal;

    @BeforeEach
    void open() throws IOException {
        terminal = new DumbTerminal("test", "xterm-256color", InputStream.nullInputStream(), written, UTF_8);
        terminal.setSize(SIZE);
    }

    @Test
    void showsHowFarTheSweepIsAndWhatIsInTraining() {
        try (SweepScreen screen = new SweepScreen(terminal, false)) {
            screen.show(snapshot(24, 1, 2));
        }
        assertThat(seen()).containsExactly(
                "Sweep 8, rho: RUNNING",
                "███████████████████░░░░░░░░░░░  64 %  25 of 39 trials ended",
                "61.3 trials an hour",
                "",
                "TRIAL  METHOD  SEED  EPOCH            WORKER  WITH",
                "100    vsam    0     ░░░░░░░░░░ 0/10  w1      lr=0.1 rho=0.",
                "101    vsam    1     █░░░░░░░░░ 1/10  w1      lr=0.1 rho=0.",
                "",
                "Best so far, by the mean over seeds on validation data",
                "DATASET  MODEL     METHOD  VALIDATION  SEEDS  CONFIGURATION",
                "digits   WRN-10-1  sam     98.77 %     3      847ba6fd7548");
    }

    @Test
    void asksTheApiForWhatItShows() throws IOException {
        SweepSnapshot snapshot = snapshot(24, 1, 2);
        try (StubApi api = new StubApi()
                        .on("GET /api/v1/sweeps/8", snapshot.sweep().toString())
                        .on("GET /api/v1/sweeps/8/overview", snapshot.overview().toString())
                        .on("GET /api/v1/sweeps/8/trials?state=RUNNING&limit=100",
                                "{\"trials\": %s}".formatted(snapshot.running()));
                SweepScreen screen = new SweepScreen(terminal, false)) {
            assertThat(screen.show(api.client(), 8).ended()).isEqualTo(25);
        }
        assertThat(seen()).contains("61.3 trials an hour").filteredOn(line -> line.contains("vsam")).hasSize(2);
    }

    @Test
    void redrawsInPlaceAndSaysThatItReconnects() {
        try (SweepScreen screen = new SweepScreen(terminal, false)) {
            screen.show(snapshot(24, 0, 2));
            screen.showReconnecting();
            assertThat(seen()).contains(Wording.RECONNECTING);
            screen.show(snapshot(39, 0, 0));
        }
        assertThat(seen()).startsWith("Sweep 8, rho: COMPLETED", "█".repeat(30) + " 100 %  39 of 39 trials ended")
                .doesNotContain(Wording.RECONNECTING)
                .noneMatch(line -> line.startsWith("TRIAL") || line.contains("░"))
                .filteredOn(line -> line.startsWith("Best so far")).hasSize(1);
    }

    @Test
    void leavesOutWhatDoesNotFit() {
        try (SweepScreen screen = new SweepScreen(terminal, false)) {
            screen.show(snapshot(10, 0, 20));
        }
        assertThat(seen()).hasSize(SIZE.getRows() - 1)
                .contains("… and 15 more", "digits   WRN-10-1  sam     98.77 %     3      847ba6fd7548")
                .filteredOn(line -> line.contains("vsam")).hasSize(5);
    }

    @Test
    void isColouredWhereThatIsWanted() {
        try (SweepScreen screen = new SweepScreen(terminal, true)) {
            screen.show(snapshot(10, 0, 1));
        }
        assertThat(written.toString(UTF_8)).contains("\u001b[32m");

        written.reset();
        try (SweepScreen screen = new SweepScreen(terminal, false)) {
            screen.show(snapshot(10, 0, 1));
        }
        assertThat(written.toString(UTF_8)).doesNotContainPattern("\u001b\\[[0-9;]*m");
    }

    /** The rows of the screen, without those below the last one written to. */
    private List<String> seen() {
        ScreenTerminal emulator = new ScreenTerminal(SIZE.getColumns(), SIZE.getRows());
        // A terminal turns line feeds into new lines.
        emulator.write(written.toString(UTF_8).replace("\r\n", "\n").replace("\n", "\r\n"));
        return emulator.toString().stripTrailing().lines().map(String::stripTrailing).toList();
    }

    private static SweepSnapshot snapshot(int succeeded, int failed, int running) {
        StringBuilder trials = new StringBuilder("[");
        for (int i = 0; i < running; i++) {
            trials.append(i == 0 ? "" : ",").append("""
                    {"id": %d, "method": "vsam", "seed": %d, "epoch": %d, "epochs": 10, "worker_id": "w1",
                     "hyperparameters": {"epochs": 10, "lr": 0.1, "rho": 0.05}}""".formatted(100 + i, i, i % 10));
        }
        return new SweepSnapshot(
                json("""
                        {"id": 8, "name": "rho", "state": "%s", "trials": {"total": 39, "pending": %d, "running": %d,
                         "succeeded": %d, "failed": %d, "cancelled": 0, "pruned": 0},
                         "definition": {"grid": {"lr": [0.1, 0.2]}, "methods": [
                           "sgd", {"name": "vsam", "grid": {"rho": [0.05, 0.1]}}]}}""".formatted(
                        succeeded + failed == 39 ? "COMPLETED" : "RUNNING", 39 - succeeded - failed - running, running,
                        succeeded, failed)),
                json("""
                        {"trials_per_hour": 61.25, "estimated_end": null, "best": [
                          {"dataset": "digits", "model": "WRN-10-1", "method": "sam", "measure": "ACCURACY",
                           "validation": 0.98765, "seeds": 3, "configuration_hash": "847ba6fd7548cd2d"}]}"""),
                json(trials.append("]").toString()));
    }

    private static JsonNode json(String text) {
        return JSON.readTree(text);
    }
}
