package org.flatsweep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchCommandTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, UTF_8);
    private StubApi api;

    @BeforeEach
    void startApi() throws IOException {
        api = new StubApi().on("GET /api/v1/sweeps/8/table?format=markdown", "| the table |");
    }

    @AfterEach
    void stopApi() {
        api.close();
    }

    @Test
    void printsALineForEachTwentiethAndForTheFirstFailure() {
        api.on("GET /api/v1/sweeps/8", sweep("RUNNING", 0, 0), sweep("RUNNING", 1, 0), sweep("RUNNING", 2, 0),
                sweep("RUNNING", 3, 0), sweep("RUNNING", 3, 1), sweep("RUNNING", 3, 2), sweep("COMPLETED", 38, 2));

        new SweepProgress(api.client(), 8).show(new SweepLines(out), Duration.ZERO);

        assertThat(printed.toString(UTF_8).lines()).containsExactly(
                "rho, RUNNING: 0 of 40 trials ended, 1 running",
                "rho, RUNNING: 2 of 40 trials ended, 1 running",
                "rho, RUNNING: 4 of 40 trials ended, 1 running, 1 failed",
                "rho, COMPLETED: 40 of 40 trials ended, 0 running, 2 failed");
    }

    @Test
    void asksForNoMoreThanItsLinesShow() {
        api.on("GET /api/v1/sweeps/8", sweep("RUNNING", 0, 0), sweep("COMPLETED", 40, 0));

        new SweepProgress(api.client(), 8).show(new SweepLines(out), Duration.ZERO);

        assertThat(api.requests()).containsExactly("GET /api/v1/sweeps/8", "GET /api/v1/sweeps/8");
    }

    @Test
    void goesOnOnceTheApiAnswersAgain() {
        api.on("GET /api/v1/sweeps/8", sweep("RUNNING", 2, 0), StubApi.AWAY, StubApi.AWAY, sweep("RUNNING", 2, 0),
                sweep("COMPLETED", 40, 0));

        SweepSummary end = new SweepProgress(api.client(), 8).show(new SweepLines(out), Duration.ZERO);

        assertThat(end.hasSucceeded()).isTrue();
        assertThat(printed.toString(UTF_8).lines()).containsExactly(
                "rho, RUNNING: 2 of 40 trials ended, 1 running",
                "The API does not answer, reconnecting …",
                "rho, RUNNING: 2 of 40 trials ended, 1 running",
                "rho, COMPLETED: 40 of 40 trials ended, 0 running");
    }

    @Test
    void endsWithTheTableAndWhetherAllSucceeded() {
        api.on("GET /api/v1/sweeps/8", sweep("COMPLETED", 40, 0));
        assertThat(api.run("watch", "8")).extracting(StubApi.Outcome::exitCode).isEqualTo(0);
        assertThat(api.run("watch", "8").out()).endsWith("%n%n| the table |%n".formatted());

        api.on("GET /api/v1/sweeps/8", sweep("CANCELLED", 39, 1));
        StubApi.Outcome failed = api.run("watch", "8");
        assertThat(failed.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(failed.out()).containsSubsequence(
                "40 trials: 39 succeeded, 1 failed", "/#/sweeps/8", "| the table |");
    }

    @Test
    void doesNotWaitForAnApiThatNeverAnswered() {
        api.on("GET /api/v1/sweeps/8", StubApi.AWAY);
        assertThat(api.run("watch", "8").exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(api.run("watch", "9").exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void printsTheEventsAsJsonOverAsManyConnectionsAsItTakes() {
        api.on("GET /api/v1/sweeps/8", sweep("RUNNING", 0, 0))
                .on("GET /api/v1/sweeps/8/events",
                        event("s-1", "hello", "{}") + event("s-2", "trial", "{\"id\": 3}")
                                + "event:heartbeat\ndata:{}\n\n",
                        StubApi.AWAY,
                        event("s-3", "metrics", "{\"epoch\": 1}") + event("s-4", "sweep", sweep("COMPLETED", 39, 1))
                                + event("s-5", "trial", "{\"id\": 4}"));

        int exitCode = new SweepEvents(api.client(), 8, out).printUntilOver(Duration.ZERO);

        assertThat(exitCode).isEqualTo(ExitCode.FAILED);
        assertThat(printed.toString(UTF_8).lines().map(line -> line.replaceFirst("(\"state\":\"[A-Z]+\").*", "$1")))
                .containsExactly("{\"event\":\"sweep\",\"data\":{\"id\":8,\"name\":\"rho\",\"state\":\"RUNNING\"",
                        "{\"event\":\"trial\",\"data\":{\"id\":3}}",
                        "{\"event\":\"metrics\",\"data\":{\"epoch\":1}}",
                        "{\"event\":\"sweep\",\"data\":{\"id\":8,\"name\":\"rho\",\"state\":\"COMPLETED\"");
        assertThat(api.requests()).filteredOn(request -> request.contains("/events")).containsExactly(
                "GET /api/v1/sweeps/8/events", "GET /api/v1/sweeps/8/events after s-2",
                "GET /api/v1/sweeps/8/events after s-2");
    }

    private static String event(String id, String name, String data) {
        return "id:%s\nevent:%s\ndata:%s\n\n".formatted(id, name, data);
    }

    /** Of 40 trials, one running while it is. */
    private static String sweep(String state, int succeeded, int failed) {
        int running = state.equals("RUNNING") ? 1 : 0;
        return """
                {"id": 8, "name": "rho", "state": "%s", "trials": {"total": 40, "pending": %d, "running": %d,\
                 "succeeded": %d, "failed": %d, "cancelled": 0, "pruned": 0}}""".formatted(
                state, 40 - running - succeeded - failed, running, succeeded, failed);
    }
}
