package org.flatsweep.api.columns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TrialColumnsTest extends ApiTest {

    private static final String PROBED = SIX_TRIALS + "probes: {}";

    @Autowired
    private TrialColumnReader reader;

    @LocalServerPort
    private int port;

    private final JsonMapper json = new JsonMapper();
    private long sweep;
    private List<Long> trials;

    /** Trials in every state, one of them on its second attempt. */
    @BeforeEach
    void sweepInEveryState() {
        submit(SIX_TRIALS.replace("rho sweep", "another"));
        sweep = submit(PROBED);
        trials = trialsOf(sweep);
        jdbc.sql("insert into worker (id, hostname, device) values ('w', 'h', 'cuda:0'), ('v', 'h', 'cpu')").update();
        worker("w").claim(trials.get(0), 30);
        worker("w").succeed(trials.get(0), 0.1 + 0.2, 0.8);
        worker("v").claim(trials.get(1), 30);
        worker("v").fail(trials.get(1), "OUT_OF_MEMORY", "out of memory");
        worker("w").claim(trials.get(2), 30);
        worker("w").fail(trials.get(2), "DIVERGED", "NaN");
        worker("v").claim(trials.get(2), 30);
        worker("v").completeEpoch(trials.get(2), 2, Map.of("lr", 0.1));
        jdbc.sql("update trial set state = 'CANCELLED', finished_at = now() where id = :id")
                .param("id", trials.get(3)).update();
        jdbc.sql("update trial set paused_at = now() where id = :id").param("id", trials.get(5)).update();
    }

    private Map<String, List<Object>> columns(long sweep) {
        Map<String, List<Object>> columns = new LinkedHashMap<>();
        JsonNode document = document(sweep);
        for (JsonNode column : document.get("columns")) {
            List<Object> values = json.convertValue(column.get("values"), new TypeReference<>() {});
            List<Object> ofEachTrial = IntStream.range(0, document.get("count").asInt())
                    .map(row -> column.has("codes") ? column.get("codes").get(row).asInt() : values.size() == 1 ? 0 : row)
                    .mapToObj(values::get)
                    .toList();
            assertThat(columns.put(column.get("name").asString(), ofEachTrial)).as("a column of this name before").isNull();
        }
        return columns;
    }

    private JsonNode document(long sweep) {
        return json.readTree(http.get().uri("/api/v1/sweeps/{id}/trials/columns", sweep).exchange()
                .expectStatus().isOk()
                .expectHeader().contentType("application/json")
                .expectBody(byte[].class).returnResult().getResponseBody());
    }

    @Test
    void shouldGiveEveryTrialByNumberInEachColumn() {
        Map<String, List<Object>> columns = columns(sweep);

        assertThat(columns.get("id")).isEqualTo(trials.stream().map(Long::intValue).toList());
        assertThat(columns.get("number")).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(columns.get("state")).containsExactly(
                "SUCCEEDED", "FAILED", "RUNNING", "CANCELLED", "PENDING", "PENDING");
        assertThat(columns.get("attempt")).containsExactly(1, 1, 2, 0, 0, 0);
        assertThat(columns.get("retries")).containsOnly(0);
        assertThat(columns.get("epoch")).containsExactly(3, 0, 2, 0, 0, 0);
        assertThat(columns.get("epochs")).containsOnly(3);
        assertThat(columns.get("dataset")).containsOnly("digits");
        assertThat(columns.get("model")).containsOnly("WRN-10-1");
        assertThat(columns.get("measure")).containsOnly("ACCURACY");
        assertThat(columns.get("method")).containsExactly("sgd", "sgd", "sam", "sam", "sam", "sam");
        assertThat(columns.get("seed")).containsExactly(0, 1, 0, 1, 0, 1);
        assertThat(columns.get("rho")).containsExactly(null, null, 0.05, 0.05, 0.1, 0.1);
        assertThat(columns.get("nesterov")).containsOnly(false);
        assertThat(columns.get("validation_accuracy")).containsExactly(0.1 + 0.2, null, null, null, null, null);
        assertThat(columns.get("test_loss")).containsExactly(1.25, null, null, null, null, null);
        assertThat(columns.get("device")).containsExactly("cpu, 2 threads", "cpu", "cpu", null, null, null);
        assertThat(columns.get("worker_id")).containsExactly("w", "v", "v", null, null, null);
        assertThat(columns.get("failure")).containsExactly(null, "OUT_OF_MEMORY", null, null, null, null);
        assertThat(columns.get("configuration_hash")).isEqualTo(jdbc.sql(
                "select configuration_hash from trial where sweep_id = 2 order by number").query(String.class).list());
        assertThat(columns.get("finished_at").get(0)).isEqualTo(http.get().uri("/api/v1/trials/{id}", trials.get(0))
                .exchange().expectBody(Map.class).returnResult().getResponseBody().get("finished_at"));
        assertThat(columns.get("paused_at")).startsWith(null, null, null, null, null).last().isNotNull();
    }

    @Test
    void shouldSayWhatKindEachColumnIsAndLeaveOutThoseThatNoTrialHas() {
        Map<String, String> kinds = new LinkedHashMap<>();
        document(sweep).get("columns").forEach(column ->
                kinds.put(column.get("name").asString(), column.get("kind").asString()));

        assertThat(kinds)
                .containsEntry("state", "TRIAL").containsEntry("reused_from", "TRIAL")
                .containsEntry("rho", "HYPERPARAMETER").containsEntry("epochs", "HYPERPARAMETER")
                .containsEntry("test_accuracy", "RESULT").containsEntry("train_seconds", "RESULT")
                .doesNotContainKeys("sigma0", "validation_elbo", "probe_lambda_max");
        assertThat(kinds.keySet()).startsWith("id", "number", "state");
    }

    @Test
    void shouldHaveTheHyperparametersOfEachTrialAsTheTrialHasThem() {
        Map<String, List<Object>> columns = columns(sweep);

        for (int i = 0; i < trials.size(); i++) {
            Map<?, ?> hyperparameters = (Map<?, ?>) http.get().uri("/api/v1/trials/{id}", trials.get(i)).exchange()
                    .expectBody(Map.class).returnResult().getResponseBody().get("hyperparameters");
            int row = i;
            hyperparameters.forEach((name, value) -> assertThat(columns.get(name).get(row)).isEqualTo(value));
        }
    }

    @Test
    void shouldShowTheElboWhereThatIsTheMeasure() {
        long autoencoders = submit("""
                name: autoencoders
                dataset: mnist
                model: {name: vae, latent: 2, hidden: 16}
                epochs: 3
                methods: [{name: sgd}]
                seeds: [0]
                """);
        worker("w").claim(trialsOf(autoencoders).get(0), 30);
        worker("w").succeedWithoutAccuracy(trialsOf(autoencoders).get(0), 110, 120);

        assertThat(columns(autoencoders))
                .containsEntry("validation_elbo", List.of(-110.0)).containsEntry("test_elbo", List.of(-120.0))
                .doesNotContainKeys("validation_accuracy", "test_accuracy");
    }

    @Test
    void shouldShowTheProbesOfTheLastProbedEpochOfTheAttemptThatCounts() {
        // Attempt 2 trained epoch 3 again; epoch 2 was probed too.
        long trial = trials.get(4);
        worker("w").claim(trial, 30);
        worker("w").completeEpoch(trial, 2, Map.of("probe_lambda_max", 1.0, "train_loss", 0.5));
        worker("w").completeEpoch(trial, 3, Map.of("probe_lambda_max", 2.0, "probe_kl", 7.0));
        worker("w").fail(trial, "LEASE_EXPIRED", "lost");
        worker("v").claim(trial, 30);
        worker("v").completeEpoch(trial, 3, Map.of("probe_lambda_max", 3.5, "probe_kl", 8.5));
        assertThat(columns(sweep)).doesNotContainKey("probe_kl");

        worker("v").succeed(trial, 0.9, 0.8);

        assertThat(columns(sweep).get("probe_lambda_max")).containsExactly(null, null, null, null, 3.5, null);
        assertThat(columns(sweep).get("probe_kl")).containsExactly(null, null, null, null, 8.5, null);
        long second = submit(PROBED.replace("rho sweep", "again"));
        assertThat(columns(second).get("probe_lambda_max")).containsExactly(null, null, null, null, 3.5, null);
        assertThat(columns(second).get("reused_from")).element(4).isEqualTo((int) trial);
    }

    @Test
    void shouldFindProbesInAnIndexThatHasNothingElse() {
        jdbc.sql("""
                insert into metric (trial_id, attempt, name, epoch, value)
                select 1000 + t, 1, case when e % 50 = 0 then 'probe_kl' else 'train_loss' end, e, 1
                from generate_series(1, 200) t, generate_series(1, 200) e""").update();
        jdbc.sql("analyze metric").update();

        assertThat(String.join("\n", jdbc.sql("explain " + TrialColumnReader.ROWS)
                .param("id", sweep).param("probed", true).query(String.class).list()))
                .containsPattern("Index Scan using metric_\\d_trial_id_epoch_idx on metric_")
                .doesNotContain("Seq Scan on metric");
    }

    @Test
    void shouldCompressWhatIsLong() throws IOException, InterruptedException {
        HttpResponse<byte[]> compressed = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:%d/api/v1/sweeps/%d/trials/columns".formatted(port, sweep)))
                .header("Accept-Encoding", "gzip").build(), BodyHandlers.ofByteArray());

        assertThat(compressed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(json.readTree(new GZIPInputStream(new ByteArrayInputStream(compressed.body()))))
                .isEqualTo(document(sweep));
    }

    @Test
    void shouldKnowNoTrialsOfASweepThatIsNotThere() {
        http.get().uri("/api/v1/sweeps/77/trials/columns").exchange().expectStatus().isNotFound()
                .expectBody().jsonPath("$.detail").isEqualTo("there is no sweep 77");
    }

    @Test
    void shouldLeaveNoFilesBehind() throws IOException {
        List<Path> before = temporary();
        document(sweep);
        http.get().uri("/api/v1/sweeps/77/trials/columns").exchange().expectStatus().isNotFound();
        assertThat(temporary()).isEqualTo(before);
    }

    private static List<Path> temporary() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("flatsweep-columns"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void shouldHoldNoRowsInMemory() throws IOException {
        jdbc.sql("""
                insert into trial (sweep_id, number, config, method, dataset, model, seed, configuration_hash, identity,
                                   epochs, measure)
                select sweep_id, number + 6 * n, config, method, dataset, model, seed, configuration_hash,
                       identity || n, epochs, measure
                from trial, generate_series(1, 20000) n where sweep_id = 2""").update();
        long before = used();
        try (ColumnFiles columns = new ColumnFiles()) {
            reader.read(sweep, columns);
            // References to some thirty values a row would take more.
            assertThat(used() - before).isLessThan(12 << 20);
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            columns.writeTo(written);
            assertThat(json.readTree(written.toByteArray()).get("count").asInt()).isEqualTo(120_006);
        }
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
