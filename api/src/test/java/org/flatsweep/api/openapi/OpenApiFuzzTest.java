package org.flatsweep.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.flatsweep.api.ApiTest;
import org.flatsweep.api.openapi.ApiDocument.Answer;
import org.flatsweep.api.openapi.ApiDocument.Operation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;

/**
 * Asks every operation of the OpenAPI document for what it offers and for what it cannot give, and takes the document at
 * its word: no answer is the server's error, each has a status, a media type and a body that are declared, and what the
 * document does not allow is refused.
 *
 * <p>A build asks the same requests each time; {@code -Dfuzz.seed} asks others, and {@code -Dfuzz.rounds} says how often it
 * asks each operation.
 */
class OpenApiFuzzTest extends ApiTest {

    private static final long SEED = Long.getLong("fuzz.seed", 7);
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 60);

    /** Of that many the first will do. */
    private static final int SHOWN = 25;

    private static final List<String> WORDS = List.of(
            "nightly", "digits", "sgd", "sam", "WRN-10-1", "validation_accuracy", "train_loss", "standard_error", "SUCCEEDED",
            "w", "2026-11-25T12:00:00Z~1~1");

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @LocalServerPort
    private int port;

    private byte[] archive;

    /** A sweep that has ended, with curves, results and a failure, and one that runs. */
    @BeforeEach
    void twoSweepsAndASchedule() {
        jdbc.sql("insert into worker (id, hostname, device) values ('w', 'h', 'cpu, 2 threads')").update();
        long ended = submit(SIX_TRIALS);
        for (long trial : trialsOf(ended)) {
            worker("w").claim(trial, 30);
            worker("w").completeEpoch(trial, 1, Map.of("train_loss", 2.1, "validation_accuracy", 0.4));
            if (trial == 2) {
                worker("w").fail(trial, "DIVERGED", "the loss is NaN");
            } else {
                worker("w").succeed(trial, 0.9 + trial / 100.0, 0.89);
            }
        }
        worker("w").claim(trialsOf(submit(SIX_TRIALS.replace("reuse", "").replace("epochs: 3", "epochs: 4"))).get(0), 30);
        http.post().uri("/api/v1/schedules").contentType(MediaType.APPLICATION_YAML)
                .body("{name: nightly, cron: 0 30 2 * * ?, definition: {name: x, dataset: digits, epochs: 1,"
                        + " model: {name: wrn, depth: 10, width: 1}, methods: [sgd], seeds: [0]}}")
                .exchange();
        archive = http.get().uri("/api/v1/sweeps/1/archive").exchange()
                .expectStatus().isOk().expectBody(byte[].class).returnResult().getResponseBody();
    }

    @Test
    void shouldKeepToItsDocumentWhateverItIsAsked() throws Exception {
        System.out.printf("fuzz: -Dfuzz.seed=%d -Dfuzz.rounds=%d%n", SEED, ROUNDS);
        ApiDocument document = new ApiDocument(
                http.get().uri("/v3/api-docs").exchange().expectBody(String.class).returnResult().getResponseBody());
        RequestFuzzer fuzzer = new RequestFuzzer(document, new Random(SEED), WORDS, archive);
        List<String> broken = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Operation operation : document.operations()) {
                broken.addAll(violations(document, fuzzer.next(operation)));
            }
        }
        assertThat(broken.stream().limit(SHOWN)).as("-Dfuzz.seed=%d: %d violations", SEED, broken.size()).isEmpty();
        http.get().uri("/actuator/health/readiness").exchange().expectStatus().isOk();
    }

    private List<String> violations(ApiDocument document, FuzzedRequest request) throws Exception {
        Answer answer;
        try {
            answer = sendThroughClosing(request);
        } catch (HttpTimeoutException e) {
            return List.of(request + " was not answered in time");
        } catch (IOException e) {
            return List.of(request + " was not answered: " + e);
        }
        List<String> violations = new ArrayList<>(document.violations(request.operation(), answer));
        if (answer.status() < 300 && !request.objections().isEmpty()) {
            violations.add("it should have been refused, as " + request.objections());
        }
        return violations.stream()
                .map(violation -> "%s%n    was answered %d %s %s:%n    %s".formatted(
                        request, answer.status(), answer.contentType(),
                        FuzzedRequest.abbreviated(new String(answer.body(), StandardCharsets.UTF_8)), violation))
                .toList();
    }

    /** A connection may be closed as a client begins to use it again (RFC 9112, section 9.5), though not twice. */
    private Answer sendThroughClosing(FuzzedRequest request) throws IOException, InterruptedException {
        try {
            return send(request);
        } catch (HttpTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return send(request);
        }
    }

    private Answer send(FuzzedRequest request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                client.send(request.at("http://127.0.0.1:" + port), BodyHandlers.ofInputStream());
        String contentType = response.headers().firstValue("Content-Type").orElse(null);
        try (InputStream body = response.body()) {
            boolean endless = contentType != null && contentType.startsWith(MediaType.TEXT_EVENT_STREAM_VALUE);
            if (endless) {
                return new Answer(response.statusCode(), contentType, new byte[0]);
            }
            boolean gzip = response.headers().firstValue("Content-Encoding").equals(Optional.of("gzip"));
            byte[] content = (gzip ? new GZIPInputStream(body) : body).readAllBytes();
            return new Answer(response.statusCode(), contentType, content);
        }
    }
}
