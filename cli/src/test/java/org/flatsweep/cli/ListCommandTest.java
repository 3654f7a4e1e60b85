package org.flatsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListCommandTest {

    private static final String TWO_SWEEPS = """
            {"sweeps": [
              {"id": 8, "name": "rho by\\u001b[2J sigma0", "state": "RUNNING", "trials": {"total": 39, "pending": 20,
               "running": 2, "succeeded": 14, "failed": 3, "cancelled": 0, "pruned": 0}},
              {"id": 7, "name": "first", "state": "COMPLETED", "trials": {"total": 4, "pending": 0,
               "running": 0, "succeeded": 4, "failed": 0, "cancelled": 0, "pruned": 0}}],
             "next": 7}""";

    private StubApi api;

    @BeforeEach
    void startApi() throws IOException {
        api = new StubApi().on("GET /api/v1/sweeps?limit=20", TWO_SWEEPS).on("GET /api/v1/sweeps/8/overview",
                "{\"trials_per_hour\": 61.25, \"estimated_end\": \"2026-11-25T13:00:00Z\", \"best\": []}");
    }

    @AfterEach
    void stopApi() {
        api.close();
    }

    @Test
    void showsProgressAndTheEndsOfThoseThatRun() {
        var outcome = api.run("ls");

        assertThat(outcome.out().lines().toList()).satisfiesExactly(
                heading -> assertThat(heading).startsWith("ID  NAME").endsWith("MAY END AT"),
                running -> assertThat(running).startsWith("8   rho by [2J sigma0  RUNNING")
                        .containsSubsequence("17/39", " 2 ", " 3 ", "61.3", "2026-11-2"),
                ended -> assertThat(ended).startsWith("7   first").containsSubsequence("COMPLETED", "4/4", "–", "–"),
                more -> assertThat(more).isEqualTo("Older ones: ./flatsweep ls --before 7"));
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void asksForNoPaceOfWhatDoesNotRun() {
        api.run("ls");
        assertThat(api.requests()).containsExactly("GET /api/v1/sweeps?limit=20", "GET /api/v1/sweeps/8/overview");
    }

    @Test
    void givesTheAnswerAsItIs() {
        assertThat(api.run("ls", "--output", "json").out()).isEqualTo(TWO_SWEEPS + System.lineSeparator());
    }

    @Test
    void pages() {
        api.on("GET /api/v1/sweeps?limit=2&before=7", "{\"sweeps\": [], \"next\": null}");
        assertThat(api.run("ls", "--limit", "2", "--before", "7").out()).startsWith("No sweeps");
    }
}
