package org.flatsweep.api.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flatsweep.api.ApiTest;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.Method;
import org.flatsweep.domain.TrialConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

class SubmissionTest extends ApiTest {

    private static final String SIX_TRIALS_JSON = """
            {"name": "rho sweep", "dataset": "digits", "model": {"name": "wrn", "depth": 10, "width": 1}, "epochs": 3,
             "methods": [{"name": "sgd"}, {"name": "sam", "grid": {"rho": [0.05, 0.1]}}], "seeds": [0, 1]}""";

    @Test
    void shouldStoreASweepAndItsTrials() {
        post(MediaType.APPLICATION_JSON_VALUE, SIX_TRIALS_JSON)
                .expectStatus().isCreated()
                .expectHeader().location("/api/v1/sweeps/1")
                .expectBody()
                .jsonPath("$.id").isEqualTo(1)
                .jsonPath("$.name").isEqualTo("rho sweep")
                .jsonPath("$.state").isEqualTo("PENDING")
                .jsonPath("$.created_at").exists()
                .jsonPath("$.cancelled_at").isEqualTo(null)
                .jsonPath("$.trials.total").isEqualTo(6)
                .jsonPath("$.trials.pending").isEqualTo(6)
                .jsonPath("$.definition.methods[1].grid.rho[1]").isEqualTo(0.1);
        assertThat(count("trial")).isEqualTo(6);
    }

    @Test
    void shouldStoreNothingWhileTheDatabasesDiskIsFullAndSayWhenToTryAgain() {
        try (var disk = DATABASE.fullDisk("trial")) {
            post(MediaType.APPLICATION_JSON_VALUE, SIX_TRIALS_JSON)
                    .expectStatus().isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
                    .expectHeader().exists(HttpHeaders.RETRY_AFTER)
                    .expectBody()
                    .jsonPath("$.detail").isEqualTo("the database does not answer; try again in a moment");
            assertThat(count("sweep")).isZero();
        }
        submit(SIX_TRIALS);
    }

    /** @param at which moment of the transaction: as trials are stored, or when it is committed */
    @ParameterizedTest
    @ValueSource(strings = {
        "trigger losing before insert on trial",
        "constraint trigger losing after insert on sweep deferrable initially deferred"
    })
    void shouldSayWhenToTryAgainWhereTheConnectionIsLost(String at) {
        jdbc.sql("""
                create function lose() returns trigger language plpgsql security definer as $$
                begin
                    perform pg_terminate_backend(pg_backend_pid());
                    return new;
                end
                $$;
                create %s for each row execute function lose()""".formatted(at)).update();
        try {
            post(MediaType.APPLICATION_JSON_VALUE, SIX_TRIALS_JSON)
                    .expectStatus().isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
                    .expectHeader().exists(HttpHeaders.RETRY_AFTER);
        } finally {
            jdbc.sql("drop function lose() cascade").update();
        }
        assertThat(count("sweep")).isZero();
    }

    @Test
    void shouldStoreEachTrialsConfigurationSoThatAWorkerReadsItBack() {
        submit(SIX_TRIALS);
        Map<String, Object> last = jdbc.sql("select * from trial where number = 5").query().singleRow();
        TrialConfig config = TrialConfig.fromMap(JsonMapper.shared().readValue(
                last.get("config").toString(), new TypeReference<Map<String, Object>>() {}));
        assertThat(config.method()).isEqualTo(Method.SAM);
        assertThat(config.real(Hyperparameter.RHO)).isEqualTo(0.1);
        assertThat(config.seed()).isEqualTo(1);
        assertThat(last)
                .containsEntry("method", "sam")
                .containsEntry("dataset", "digits")
                .containsEntry("model", "WRN-10-1")
                .containsEntry("seed", 1L)
                .containsEntry("epochs", 3)
                .containsEntry("state", "PENDING")
                .containsEntry("identity", config.identity())
                .containsEntry("configuration_hash", config.configurationHash());
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/yaml", "application/x-yaml", "text/yaml", "text/yaml;charset=utf-8"})
    void shouldReadYamlAsItReadsJson(String contentType) {
        post(MediaType.APPLICATION_JSON_VALUE, SIX_TRIALS_JSON).expectStatus().isCreated();
        post(contentType, SIX_TRIALS).expectStatus().isCreated();
        assertThat(jdbc.sql("select identity from trial where sweep_id = 2 order by number").query(String.class).list())
                .isEqualTo(jdbc.sql("select identity from trial where sweep_id = 1 order by number")
                        .query(String.class).list());
    }

    @Test
    void shouldKeepTheDefinitionsKeysInTheirOrder() {
        submit(SIX_TRIALS);
        String sweep = http.get().uri("/api/v1/sweeps/1").exchange().expectBody(String.class).returnResult()
                .getResponseBody();
        assertThat(sweep).contains(
                "\"definition\":{\"name\":\"rho sweep\",\"dataset\":\"digits\",\"model\":{\"name\":\"wrn\",");
    }

    @Test
    void shouldNameEveryViolationAtOnceAndStoreNothing() {
        post(MediaType.APPLICATION_YAML_VALUE, """
                name: ""
                dataset: imagenet
                model: {name: wrn, depth: 11, width: 1}
                epochs: many
                colour: red
                methods:
                  - {name: sam, grid: {rho: [0.1, -1]}}
                  - {name: sgd, rho: 0.1}
                seeds: [0, -1]
                """)
                .expectStatus().isEqualTo(422)
                .expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.status").isEqualTo(422)
                .jsonPath("$.title").exists()
                .jsonPath("$.instance").isEqualTo("/api/v1/sweeps")
                .jsonPath("$.errors[*].pointer").value(Object.class, list(
                        "/colour", "/name", "/dataset", "/model/depth", "/seeds/1", "/epochs",
                        "/methods/0/grid/rho/1", "/methods/1/rho"))
                .jsonPath("$.errors[6].value").isEqualTo(-1)
                .jsonPath("$.errors[6].message").isEqualTo("must be a number > 0");
        assertThat(count("sweep")).isZero();
        assertThat(count("trial")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, NaN", "application/json, Infinity", "application/json, -Infinity", "application/json, 1e400",
        "application/yaml, .nan", "application/yaml, .inf", "application/yaml, -.inf", "application/yaml, 1e400",
        "application/yaml, abc"
    })
    void shouldRefuseWhatIsNoFiniteNumberUnderTheNameOfItsField(String contentType, String number) {
        post(contentType, SIX_TRIALS_JSON.replace("0.05", number.equals("abc") ? "\"abc\"" : number))
                .expectStatus().isEqualTo(422)
                .expectBody()
                .jsonPath("$.errors[0].pointer").isEqualTo("/methods/1/grid/rho/0");
    }

    @Test
    void shouldRefuseAGridThatIsTooLargeWithoutBuildingIt() {
        post(MediaType.APPLICATION_YAML_VALUE, SIX_TRIALS.replace("rho: [0.05, 1e-1]", """
                rho: {from: 0.01, to: 1, steps: 10000}, lr: {from: 0.01, to: 1, steps: 10000},
                              momentum: {from: 0.1, to: 0.9, steps: 10000}""").stripTrailing())
                .expectStatus().isEqualTo(422)
                .expectBody()
                .jsonPath("$.errors[0].message").value(String.class, m -> assertThat(m).contains("at most 1000000"));
    }

    @Test
    void shouldShowOnlyTheFirstHundredOfCountlessMistakes() {
        StringBuilder yaml = new StringBuilder(SIX_TRIALS);
        for (int i = 0; i < 5_000; i++) {
            yaml.append("x").append(i).append(": 1\n");
        }
        post(MediaType.APPLICATION_YAML_VALUE, yaml.toString())
                .expectStatus().isEqualTo(422)
                .expectBody()
                .jsonPath("$.errors.length()").isEqualTo(100)
                .jsonPath("$.detail").value(String.class, d -> assertThat(d).contains("5000", "the first 100"));
    }

    @Test
    void shouldSayWhereABrokenDocumentBreaksOff() {
        post(MediaType.APPLICATION_JSON_VALUE, "{\n  \"name\": tru\n}")
                .expectStatus().isBadRequest()
                .expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.line").isEqualTo(2)
                .jsonPath("$.column").isEqualTo(11)
                .jsonPath("$.detail").value(String.class, d -> assertThat(d).contains("JSON", "line 2", "'tru'"));
    }

    @Test
    void shouldRefuseABodyLongerThanAMebibyte() {
        post(MediaType.APPLICATION_YAML_VALUE, SIX_TRIALS + "#".repeat(1 << 20))
                .expectStatus().isEqualTo(413)
                .expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(count("sweep")).isZero();
    }

    @Test
    void shouldRefuseAContentTypeItCannotRead() {
        post(MediaType.TEXT_PLAIN_VALUE, SIX_TRIALS)
                .expectStatus().isEqualTo(415)
                .expectBody()
                .jsonPath("$.detail").value(String.class, d ->
                        assertThat(d).contains("text/plain", "application/json", "application/yaml"));
    }

    @Test
    void shouldGiveTheFirstSweepForARepeatedIdempotencyKey() {
        postWithKey("abc", SIX_TRIALS).expectStatus().isCreated().expectBody().jsonPath("$.id").isEqualTo(1);
        postWithKey("abc", SIX_TRIALS).expectStatus().isOk().expectBody().jsonPath("$.id").isEqualTo(1);
        assertThat(count("sweep")).isEqualTo(1);
        assertThat(count("trial")).isEqualTo(6);
    }

    @Test
    void shouldRefuseAnIdempotencyKeyThatBelongsToAnotherDefinition() {
        postWithKey("abc", SIX_TRIALS).expectStatus().isCreated();
        postWithKey("abc", SIX_TRIALS.replace("[0, 1]", "[0, 2]"))
                .expectStatus().isEqualTo(422)
                .expectBody()
                .jsonPath("$.detail").value(String.class, d -> assertThat(d).contains("'abc'", "sweep 1"));
        assertThat(count("sweep")).isEqualTo(1);
    }

    @Test
    void shouldRefuseAnIdempotencyKeyOfTooManyCharacters() {
        postWithKey("k".repeat(256), SIX_TRIALS).expectStatus().isBadRequest();
        assertThat(count("sweep")).isZero();
    }

    @Test
    void shouldStoreOneSweepWhenRequestsOfOneKeyRace() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            Callable<Integer> request = () ->
                    postWithKey("race", SIX_TRIALS).returnResult(Void.class).getStatus().value();
            List<Integer> statuses = clients.invokeAll(Collections.nCopies(8, request)).stream()
                    .map(SubmissionTest::result)
                    .sorted()
                    .toList();
            assertThat(statuses).containsExactly(200, 200, 200, 200, 200, 200, 200, 201);
        } finally {
            clients.shutdown();
        }
        assertThat(count("sweep")).isEqualTo(1);
        assertThat(count("trial")).isEqualTo(6);
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private ResponseSpec post(String contentType, String body) {
        return http.post().uri("/api/v1/sweeps").header("Content-Type", contentType).body(body.getBytes()).exchange();
    }

    private ResponseSpec postWithKey(String key, String yaml) {
        return http.post().uri("/api/v1/sweeps")
                .contentType(MediaType.APPLICATION_YAML)
                .header("Idempotency-Key", key)
                .body(yaml)
                .exchange();
    }

    @Test
    void shouldReuseResultAndCurveOfAnEqualTrialAndSayWhoseTheyAre() {
        long trained = trialsOf(submit(SIX_TRIALS)).get(2);
        worker("w").claim(trained, 30);
        worker("w").completeEpoch(trained, 1, Map.of("train_loss", 2.5));
        worker("w").succeed(trained, 0.9, 0.8);

        long second = submit(SIX_TRIALS.replace("rho sweep", "again"));
        long third = submit(SIX_TRIALS.replace("rho sweep", "and again"));

        http.get().uri("/api/v1/sweeps/{id}", second).exchange().expectBody()
                .jsonPath("$.trials.succeeded").isEqualTo(1)
                .jsonPath("$.trials.pending").isEqualTo(5);
        for (long sweep : List.of(second, third)) {
            long reused = trialsOf(sweep).get(2);
            http.get().uri("/api/v1/trials/{id}", reused).exchange().expectBody()
                    .jsonPath("$.state").isEqualTo("SUCCEEDED")
                    .jsonPath("$.reused_from").isEqualTo(trained)
                    .jsonPath("$.attempt").isEqualTo(0)
                    .jsonPath("$.result.test_accuracy").isEqualTo(0.8)
                    .jsonPath("$.result.provenance.reused_from_trial").isEqualTo(trained);
            http.get().uri("/api/v1/trials/{id}/metrics", reused).exchange().expectBody()
                    .jsonPath("$.metrics.train_loss[0].value").isEqualTo(2.5);
        }
    }

    @Test
    void shouldNotReuseWhatAnotherVersionOfTheEngineComputed() {
        long trained = trialsOf(submit(SIX_TRIALS)).get(2);
        worker("w").claim(trained, 30);
        worker("w").succeed(trained, 0.9, 0.8);
        jdbc.sql("update result set provenance = provenance || '{\"engine_version\": \"1.13.1\"}'").update();

        long second = submit(SIX_TRIALS);

        http.get().uri("/api/v1/sweeps/{id}", second).exchange().expectBody()
                .jsonPath("$.trials.pending").isEqualTo(6);
    }

    @Test
    void shouldTrainEverythingAgainWhereTheSweepSaysSo() {
        long trained = trialsOf(submit(SIX_TRIALS)).get(2);
        worker("w").claim(trained, 30);
        worker("w").succeed(trained, 0.9, 0.8);

        long second = submit(SIX_TRIALS + "reuse: false");

        http.get().uri("/api/v1/sweeps/{id}", second).exchange().expectBody()
                .jsonPath("$.trials.pending").isEqualTo(6);
    }
}
