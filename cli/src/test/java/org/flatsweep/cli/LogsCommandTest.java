package org.flatsweep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class LogsCommandTest {

    private static final JsonMapper JSON = new JsonMapper();

    private StubApi api;

    @BeforeEach
    void startApi() throws IOException {
        api = new StubApi();
    }

    @AfterEach
    void stopApi() {
        api.close();
    }

    @Test
    void printsTheLinesOfEachAttempt() {
        api.on(request(0), log(42, line(41, 1, "begun"), line(42, 2, "begun again\\n\\tat X\\u001b[2J")));

        assertThat(api.run("logs", "7").out().lines().map(line -> line.replaceFirst("^\\d.{18} ", "")))
                .containsExactly("Attempt 1", "INFO  begun", "Attempt 2", "INFO  begun again", "\tat X[2J");
    }

    @Test
    void givesScriptsTheLinesOfTheApi() {
        api.on(request(0), log(42, line(41, 1, "begun"), line(42, 2, "begun again\\n\\tat X")));

        assertThat(api.run("logs", "7", "--output", "json").out().lines()).map(JSON::readTree)
                .containsExactly(JSON.readTree(line(41, 1, "begun")),
                        JSON.readTree(line(42, 2, "begun again\\n\\tat X")));
    }

    @Test
    void readsOnWhereAnAnswerIsFull() {
        String thousand = IntStream.rangeClosed(1, 1000).mapToObj(id -> line(id, 1, "m" + id)).collect(joining(","));
        api.on(request(0), log(1000, thousand)).on(request(1000), log(1001, line(1001, 1, "last")));

        assertThat(api.run("logs", "7").out()).containsSubsequence("m1", "m1000", "last");
    }

    @Test
    void followsUntilTheTrialEndsAndItsLastLinesHaveCome() {
        api.on(request(0), log(1, line(1, 1, "begun")))
                .on(request(1), log(1), log(2, line(2, 1, "epoch 1")))
                .on(request(2), log(3, line(3, 1, "succeeded")))
                .on("GET /api/v1/trials/7", "{\"state\": \"RUNNING\"}", "{\"state\": \"PENDING\"}",
                        "{\"state\": \"SUCCEEDED\"}");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new TrialLogTail(api.client(), 7, new TrialLogLines(new PrintStream(out, true, UTF_8))::print)
                .printUntilEnd(Duration.ZERO, Duration.ZERO);

        assertThat(out.toString(UTF_8)).containsSubsequence("Attempt 1", "begun", "epoch 1", "succeeded");
        assertThat(api.requests()).containsExactly(request(0), "GET /api/v1/trials/7", request(1),
                "GET /api/v1/trials/7", request(1), "GET /api/v1/trials/7", request(2));
    }

    @Test
    void followsOnWhereItWasOnceTheApiAnswersAgain() {
        api.on(request(0), log(1, line(1, 1, "begun")))
                .on(request(1), StubApi.AWAY, log(2, line(2, 1, "epoch 1")))
                .on(request(2), log(2))
                .on("GET /api/v1/trials/7", "{\"state\": \"RUNNING\"}", StubApi.AWAY, "{\"state\": \"FAILED\"}");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new TrialLogTail(api.client(), 7, new TrialLogLines(new PrintStream(out, true, UTF_8))::print)
                .printUntilEnd(Duration.ZERO, Duration.ZERO);

        assertThat(out.toString(UTF_8)).containsOnlyOnce("begun").containsOnlyOnce("epoch 1");
    }

    private static String request(int after) {
        return "GET /api/v1/trials/7/log?after=%d&limit=1000".formatted(after);
    }

    private static String log(int next, String... lines) {
        return "{\"lines\": [%s], \"next\": %d}".formatted(String.join(",", lines), next);
    }

    private static String line(int id, int attempt, String message) {
        return """
                {"id": %d, "attempt": %d, "at": "2026-11-25T13:04:02.118Z", "level": "INFO", "message": "%s"}
                """.formatted(id, attempt, message);
    }
}
