package org.flatsweep.api.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.flatsweep.api.ApiTest;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.domain.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient.BodyContentSpec;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

class ArchiveTest extends ApiTest {

    @Autowired
    private ArchiveController controller;

    private static final MediaType ZIP = MediaType.valueOf("application/zip");

    /** One trial that was resumed after an epoch, failed and cancelled ones, one whose result another sweep had. */
    @BeforeEach
    void sweepThatHasEnded() {
        worker("elsewhere").claim(trialsOf(submit(SIX_TRIALS.replace("rho sweep", "before"))).get(0), 30);
        worker("elsewhere").completeEpoch(1, 3, Map.of("train_loss", 0.25));
        worker("elsewhere").succeed(1, 0.75, 0.5);
        assertThat(submit(SIX_TRIALS)).isEqualTo(2);
        List<Long> trials = trialsOf(2);
        worker("first").claim(trials.get(1), 30);
        worker("first").completeEpoch(trials.get(1), 1, Map.of("train_loss", -0.0, "lr", 1.0 / 3));
        worker("first").completeEpoch(trials.get(1), 2, Map.of("train_loss", 1e300));
        jdbc.sql("update attempt set ended = 'LEASE_EXPIRED', ended_at = now() where ended is null").update();
        worker("second").claim(trials.get(1), 30);
        jdbc.sql("update attempt set resumed_from_epoch = 1 where worker_id = 'second'").update();
        worker("second").completeEpoch(trials.get(1), 2, Map.of("train_loss", Double.MIN_VALUE));
        worker("second").succeed(trials.get(1), 0.1 + 0.2, 0.7);
        worker("first").claim(trials.get(2), 30);
        worker("first").fail(trials.get(2), "DIVERGED", "the loss is \"NaN\" after 3 steps\nof σ₀ = 1");
        http.post().uri("/api/v1/sweeps/2/cancel").exchange().expectStatus().isOk();
    }

    @Test
    void shouldStoreTheSweepAsItWas() throws IOException {
        importing(archive(2)).expectStatus().isCreated()
                .expectHeader().location("/api/v1/sweeps/3")
                .expectBody()
                .jsonPath("$.id").isEqualTo(3)
                .jsonPath("$.name").isEqualTo("rho sweep")
                .jsonPath("$.state").isEqualTo("CANCELLED")
                .jsonPath("$.trials.total").isEqualTo(6)
                .jsonPath("$.trials.succeeded").isEqualTo(2)
                .jsonPath("$.trials.failed").isEqualTo(1)
                .jsonPath("$.trials.cancelled").isEqualTo(3)
                .jsonPath("$.definition.methods[0].name").isEqualTo("sgd");

        assertThat(rows("results.trial", 3)).hasSize(6).isEqualTo(rows("results.trial", 2));
        assertThat(rows("results.metric", 3)).hasSize(4).isEqualTo(rows("results.metric", 2));
        assertThat(rows("results.attempts", 3)).hasSize(3).isEqualTo(rows("results.attempts", 2));
        assertThat(jdbc.sql("select definition::text from sweep where id > 1").query(String.class).set()).hasSize(1);
    }

    @Test
    void shouldMakeTheSameArchiveOfWhatWasImported() throws IOException {
        byte[] first = archive(2);
        importing(first).expectStatus().isCreated();
        assertThat(archive(3)).isEqualTo(first);
    }

    @Test
    void shouldStoreASweepThatAnAutoencoderHadRun() throws IOException {
        long sweep = submit("""
                {name: vae, dataset: digits, model: {name: vae, latent: 8, hidden: 256}, methods: [sgd], seeds: [0]}""");
        worker("w").claim(trialsOf(sweep).get(0), 30);
        worker("w").succeedWithoutAccuracy(trialsOf(sweep).get(0), 110, 111);
        importing(archive(sweep)).expectStatus().isCreated().expectBody().jsonPath("$.state").isEqualTo("COMPLETED");
        assertThat(rows("results.trial", 4)).isEqualTo(rows("results.trial", sweep));
    }

    @Test
    void shouldAnswerWithTheFirstSweepWhenItIsSentAgain() throws IOException {
        importing(archive(2)).expectStatus().isCreated();
        importing(archive(2)).expectStatus().isOk().expectBody().jsonPath("$.id").isEqualTo(3);
        importing(archive(3)).expectStatus().isOk().expectBody().jsonPath("$.id").isEqualTo(3);
        assertThat(count("sweep")).isEqualTo(3);
    }

    @Test
    void shouldHaveClientsWaitWhileAsManyAreImportedAsMayBe() throws IOException {
        byte[] archive = archive(2);
        controller.places.take(() -> controller.places.take(() -> importing(archive).expectStatus().isEqualTo(429)
                .expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectHeader().valueMatches(HttpHeaders.RETRY_AFTER, "[1-9]\\d*")
                .expectBody().jsonPath("$.detail").isEqualTo(
                        "2 archives are being imported here, the most allowed; try again later")));
        controller.places.take(() -> importing(archive).expectStatus().isCreated());
    }

    @Test
    void shouldLeaveNothingToClaim() throws IOException {
        jdbc.sql("update trial set state = 'CANCELLED', finished_at = now() where state = 'PENDING'").update();
        importing(archive(2)).expectStatus().isCreated();
        assertThat(jdbc.sql("select * from claim_trial('w', '{digits}', null, interval '30 s')").query().listOfRows())
                .isEmpty();
        assertThat(jdbc.sql("select open from sweep where id = 3").query(Boolean.class).single()).isFalse();
    }

    @Test
    void shouldRefuseToArchiveWhatHasNotEnded() {
        http.get().uri("/api/v1/sweeps/1/archive").exchange()
                .expectStatus().isEqualTo(409)
                .expectBody().jsonPath("$.detail").isEqualTo("5 trials of sweep 1 have not ended, and an archive is of a"
                        + " sweep that has: wait, or cancel it");
        http.get().uri("/api/v1/sweeps/7/archive").exchange()
                .expectStatus().isNotFound()
                .expectBody().jsonPath("$.detail").isEqualTo("there is no sweep 7");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            2 | metrics.ndjson | "value":0.3333333333333333 | "value":NaN | /value | "NaN" | must be a finite number
            2 | metrics.ndjson | "value":0.3333333333333333 | "value":1e999 | /value | "Infinity" | must be a finite number
            1 | metrics.ndjson | "name":"train_loss" | "name":"a b" | /name | "a b" | must be a text that matches \\w{1,100}
            2 | metrics.ndjson | "epoch":1 | "epoch":4 | /epoch | 4 | must be a whole number from 0 to 3
            1 | metrics.ndjson | "number":0 | "number":9 | /number | 9 | must be that of a trial in trials.ndjson
            4 | metrics.ndjson | "attempt":2 | "attempt":1 | /attempt | 1 | must be one that counts there: \
            attempt 2 began again after epoch 1
            3 | trials.ndjson | "state":"FAILED" | "state":"PENDING" | /state | "PENDING" | must be one of \
            [SUCCEEDED, FAILED, CANCELLED, PRUNED]
            1 | trials.ndjson | "state":"SUCCEEDED" | "state":"FAILED" | /result_attempt | 0 | must be null, as the \
            trial is FAILED
            3 | trials.ndjson | "state":"FAILED" | "state":"SUCCEEDED" | /provenance | null | must be an object
            1 | trials.ndjson | "test_accuracy":0.5 | "test_accuracy":1.5 | /test_accuracy | 1.5 | must be a number from 0 to 1
            2 | trials.ndjson | "number":1, | "number":2, | /number | 2 | must be 1
            3 | trials.ndjson | "ended": "DIVERGED" | "ended": "BORED" | /attempts/0/ended | "BORED" | must be one of \
            [SUCCEEDED, CANCELLED, DRAINED, PAUSED, LEASE_EXPIRED, CRASHED, OUT_OF_MEMORY, ERROR, DIVERGED, \
            BAD_CONFIGURATION, DATA_MISSING]
            1 | trials.ndjson | "thinned":false | "thinned":0 | /thinned | 0 | must be true or false
            """)
    void shouldNameEntryLineFieldValueAndWhatIsAllowed(
            int line, String entry, String from, String to, String pointer, String value, String message)
            throws IOException {
        refused(changed(archive(2), entry, text -> replaceFirst(text, from, to)))
                .jsonPath("$.detail").isEqualTo("%s, line %d, has an invalid field".formatted(entry, line))
                .jsonPath("$.entry").isEqualTo(entry)
                .jsonPath("$.line").isEqualTo(line)
                .jsonPath("$.errors[0].pointer").isEqualTo(pointer)
                .jsonPath("$.errors[0].value").isEqualTo(new JsonMapper().readValue(value, Object.class))
                .jsonPath("$.errors[0].message").isEqualTo(message);
    }

    @Test
    void shouldRefuseAnotherFormatOrVersion() throws IOException {
        refused(changed(archive(2), "manifest.json", text -> replaceFirst(text, "\"version\" : 1", "\"version\" : 2")))
                .jsonPath("$.detail").isEqualTo("manifest.json has an invalid field")
                .jsonPath("$.errors[0].pointer").isEqualTo("/version")
                .jsonPath("$.errors[0].value").isEqualTo(2)
                .jsonPath("$.errors[0].message").isEqualTo("must be 1");
        refused(changed(archive(2), "manifest.json", text -> replaceFirst(text, "flatsweep-sweep", "tar")))
                .jsonPath("$.errors[0].message").isEqualTo("must be flatsweep-sweep");
    }

    @Test
    void shouldRefuseFieldsThatAreUnknownAndLinesThatAreNoJson() throws IOException {
        refused(changed(archive(2), "metrics.ndjson", text -> replaceFirst(text, "\"name\"", "\"nome\"")))
                .jsonPath("$.errors[0].pointer").isEqualTo("/nome")
                .jsonPath("$.errors[0].message").isEqualTo(
                        "is unknown; allowed: [attempt, epoch, name, number, recorded_at, value]");
        refused(changed(archive(2), "metrics.ndjson", text -> replaceFirst(text, "}\n", ",\n")))
                .jsonPath("$.line").isEqualTo(1)
                .jsonPath("$.detail").value(String.class, detail -> assertThat(detail)
                        .startsWith("metrics.ndjson, line 1, is no JSON object: "));
    }

    @Test
    void shouldRefuseACurveThatSaysSomethingTwiceOrOutOfOrder() throws IOException {
        refused(changed(archive(2), "metrics.ndjson", text -> text.replaceFirst("(?<=\n)(.*\n)", "$1$1")))
                .jsonPath("$.line").isEqualTo(3)
                .jsonPath("$.errors[0].message").isEqualTo(
                        "must put the line after the one before it, by number, name and epoch");
    }

    @Test
    void shouldRefuseATrialOfAnotherSweep() throws IOException {
        refused(changed(archive(2), "trials.ndjson", text -> replaceFirst(text, "\"rho\": 0.05", "\"rho\": 0.5")))
                .jsonPath("$.line").isEqualTo(3)
                .jsonPath("$.errors[0].pointer").isEqualTo("/config")
                .jsonPath("$.errors[0].message").value(String.class, message -> assertThat(message)
                        .startsWith("must be that of the definition's trial of this number, {dataset=").contains("rho=0.05"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "configuration_hash"})
    void shouldRefuseAHashThatIsNotThatOfTheConfiguration(String name) throws IOException {
        String wrong = Sha256.of("something else");
        refused(changed(archive(2), "trials.ndjson",
                text -> text.replaceFirst("\"%s\":\"[0-9a-f]+\"".formatted(name), "\"%s\":\"%s\"".formatted(name, wrong))))
                .jsonPath("$.line").isEqualTo(1)
                .jsonPath("$.errors[0].pointer").isEqualTo("/" + name)
                .jsonPath("$.errors[0].value").isEqualTo(wrong)
                .jsonPath("$.errors[0].message").value(String.class, message -> assertThat(message)
                        .matches("must be [0-9a-f]{64}, the SHA-256 of config.*"));
    }

    @Test
    void shouldRefuseTrialsThatAreMissingOrTooMany() throws IOException {
        String[] lines = entries(archive(2)).get("trials.ndjson").split("(?<=\n)");
        refused(changed(archive(2), "trials.ndjson", text -> String.join("", Arrays.copyOf(lines, 4))))
                .jsonPath("$.detail").isEqualTo("trials.ndjson ends after line 4; the definition has more trials");
        refused(changed(archive(2), "trials.ndjson", text -> text + lines[5]))
                .jsonPath("$.detail").isEqualTo("trials.ndjson, line 7: the definition has only 6 trials");
    }

    @Test
    void shouldRefuseCountsThatAreNotThoseOfTheEntries() throws IOException {
        refused(changed(archive(2), "metrics.ndjson", text -> text.substring(text.indexOf('\n') + 1)))
                .jsonPath("$.entry").isEqualTo("manifest.json")
                .jsonPath("$.errors[0].pointer").isEqualTo("/counts")
                .jsonPath("$.errors[0].message").isEqualTo("must be what the entries hold,"
                        + " Counts[trials=6, attempts=3, results=2, metrics=3]");
    }

    @Test
    void shouldRefuseADefinitionAsASubmissionIsRefused() throws IOException {
        refused(changed(archive(2), "definition.json", text -> text.replace("\"depth\":10", "\"depth\":12")))
                .jsonPath("$.errors[0].pointer").isEqualTo("/model/depth");
    }

    @Test
    void shouldRefuseWhatTheDatabaseCannotStore() throws IOException {
        refused(changed(archive(2), "trials.ndjson", text -> replaceFirst(text, "\"engine\": \"PyTorch\"", "\"engine\": \"\\u0000\"")))
                .jsonPath("$.detail").value(String.class, detail -> assertThat(detail)
                        .startsWith("trials.ndjson, lines 1 to 6: the database refuses a value: ").contains("\\u0000"));
    }

    @Test
    void shouldRefuseAnEntryWhoseHashIsAnother() throws IOException {
        Map<String, String> entries = entries(archive(2));
        entries.computeIfPresent("metrics.ndjson", (name, text) -> text.replace("1.0E300", "1.0E301").replace("4.9E-324", "5.0"));
        refused(zip(entries)).jsonPath("$.detail").value(String.class, detail -> assertThat(detail)
                .startsWith("metrics.ndjson is damaged: its SHA-256 is ").contains(", the manifest's "));
    }

    @Test
    void shouldRefuseEntriesThatAreMissingOrStrange() throws IOException {
        Map<String, String> entries = entries(archive(2));
        entries.remove("metrics.ndjson");
        entries.put("../evil.sh", "");
        refused(zip(entries)).jsonPath("$.detail").isEqualTo("the archive has the entries [../evil.sh, definition.json,"
                + " manifest.json, trials.ndjson]; allowed: [definition.json, manifest.json, metrics.ndjson, trials.ndjson]");
    }

    @Test
    void shouldRefuseWhatIsNoZip() {
        refused("{}".getBytes(UTF_8)).jsonPath("$.detail").value(String.class, detail -> assertThat(detail)
                .startsWith("not a whole zip archive: "));
        http.post().uri("/api/v1/sweeps/import").contentType(MediaType.APPLICATION_JSON).body("{}").exchange()
                .expectStatus().isEqualTo(415)
                .expectBody().jsonPath("$.detail").value(String.class, detail -> assertThat(detail).contains("application/zip"));
    }

    @Test
    void shouldRefuseAFileThatWasCutOffAnywhere() throws IOException {
        byte[] archive = archive(2);
        for (int length = 0; length < archive.length; length += 1 + archive.length / 60) {
            refused(Arrays.copyOf(archive, length));
        }
        refused(Arrays.copyOf(archive, archive.length - 1));
    }

    /** Some bytes of a zip say nothing of its content: dates, attributes. */
    @Test
    void shouldRefuseAFlippedBitUnlessTheContentIsTheSame() throws IOException {
        byte[] archive = archive(2);
        importing(archive).expectStatus().isCreated();
        for (int at = 0; at < archive.length; at += 1 + archive.length / 200) {
            byte[] flipped = archive.clone();
            flipped[at] ^= 4;
            importing(flipped).expectStatus().value(status -> assertThat(status).isIn(200, 422))
                    .expectBody(String.class).value(body -> assertThat(body).startsWith("{"));
        }
        assertThat(count("sweep")).isEqualTo(3);
    }

    /** Where it makes an archive end too early, too, which could be taken for a client that has gone. */
    @Test
    void shouldNeverTakeAFlippedBitForAnythingButDamage() throws IOException {
        byte[] archive = archive(2);
        ArchiveSettings settings = new ArchiveSettings(DataSize.ofMegabytes(1), DataSize.ofMegabytes(1));
        // The directory of the archive, at its end, says where all else is.
        int directory = archive.length - 400;
        for (int at = 0; at < archive.length; at++) {
            for (int bit = 0; bit < (at < directory ? 1 : Byte.SIZE); bit++) {
                byte[] flipped = archive.clone();
                flipped[at] ^= (byte) (1 << bit);
                try {
                    receive(flipped, settings);
                } catch (Problem e) {
                    assertThat(e.getStatusCode().value()).isIn(413, 422);
                }
            }
        }
    }

    @Test
    void shouldRefuseMoreThanTheSettingsAllow() throws IOException {
        byte[] archive = archive(2);
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> receive(archive, new ArchiveSettings(DataSize.ofBytes(100), DataSize.ofGigabytes(1))))
                .satisfies(problem -> assertThat(problem.getBody().getDetail()).isEqualTo(
                        "the archive is larger than 100 bytes; FLATSWEEP_ARCHIVE_MAX_FILE allows more"));
        InputStream unread = mock(InputStream.class, call -> {
            throw new AssertionError("read");
        });
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> ArchiveFile.receive(
                unread, 101, new ArchiveSettings(DataSize.ofBytes(100), DataSize.ofGigabytes(1))));
        byte[] bomb = changed(archive, "metrics.ndjson", text -> " ".repeat(10_000_000));
        assertThat(bomb).hasSizeLessThan(20_000);
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> receive(bomb, new ArchiveSettings(DataSize.ofKilobytes(20), DataSize.ofMegabytes(5))))
                .satisfies(problem -> assertThat(problem.getBody().getDetail()).isEqualTo(
                        "metrics.ndjson is larger than 5242880 bytes; FLATSWEEP_ARCHIVE_MAX_ENTRY allows more"));
        refused(bomb).jsonPath("$.detail").isEqualTo("metrics.ndjson, line 1, is longer than 4194304 bytes");
    }

    private static void receive(byte[] archive, ArchiveSettings settings) throws IOException {
        ArchiveFile.receive(new ByteArrayInputStream(archive), -1, settings).close();
    }

    private byte[] archive(long sweep) {
        return http.get().uri("/api/v1/sweeps/{id}/archive", sweep).exchange()
                .expectStatus().isOk()
                .expectHeader().contentType(ZIP)
                .expectHeader().valueEquals("Content-Disposition", "attachment; filename=\"sweep-%d.zip\"".formatted(sweep))
                .expectBody().returnResult().getResponseBody();
    }

    private ResponseSpec importing(byte[] archive) {
        return http.post().uri("/api/v1/sweeps/import").contentType(ZIP).body(archive).exchange();
    }

    /** Leaves nothing behind. */
    private BodyContentSpec refused(byte[] archive) {
        var body = importing(archive).expectStatus().isEqualTo(422)
                .expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody();
        assertThat(count("sweep")).isEqualTo(2);
        assertThat(count("trial")).isEqualTo(12);
        return body;
    }

    /** Of a view, without what is another one in another installation. */
    private List<Map<String, Object>> rows(String view, long sweep) {
        List<Map<String, Object>> rows =
                jdbc.sql("select * from %s where sweep_id = :id order by number".formatted(view)
                        + (view.endsWith("attempts") ? ", attempt" : view.endsWith("metric") ? ", name, epoch" : ""))
                        .param("id", sweep).query().listOfRows();
        rows.forEach(row -> row.keySet().removeAll(List.of("sweep_id", "trial_id")));
        rows.forEach(row -> row.remove("reused_from"));
        return rows;
    }

    private static Map<String, String> entries(byte[] archive) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), new String(zip.readAllBytes(), UTF_8));
            }
        }
        return entries;
    }

    private static byte[] zip(Map<String, String> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    /** By somebody who also sets the manifest's hash right. */
    private static byte[] changed(byte[] archive, String name, UnaryOperator<String> change) throws IOException {
        Map<String, String> entries = entries(archive);
        String before = entries.get(name);
        String after = change.apply(before);
        assertThat(after).isNotEqualTo(before);
        entries.put(name, after);
        entries.computeIfPresent("manifest.json", (n, manifest) -> manifest.replace(Sha256.of(before), Sha256.of(after)));
        return zip(entries);
    }

    private static String replaceFirst(String text, String from, String to) {
        int at = text.indexOf(from);
        assertThat(at).as("'%s' in %s", from, text).isNotNegative();
        return text.substring(0, at) + to + text.substring(at + from.length());
    }
}
