package org.flatsweep.api.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.flatsweep.api.ApiTest;
import org.flatsweep.domain.Sha256;
import org.flatsweep.domain.TrialConfig;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReproductionTest extends ApiTest {

    @LocalServerPort
    private int port;

    @Test
    void shouldGiveTheCommandAndWhatIsToComeOfIt() {
        succeed(submit(SIX_TRIALS), 2);

        http.get().uri("/api/v1/trials/3/reproduce").exchange().expectBody()
                .jsonPath("$.trial_id").isEqualTo(3)
                .jsonPath("$.command").isEqualTo(
                        "./flatsweep reproduce 3 --server http://localhost:%d --device cpu --threads 2".formatted(port))
                .jsonPath("$.provenance.engine_version").isEqualTo("2.0-simulated")
                .jsonPath("$.expected.train_loss").isEqualTo(0.5)
                .jsonPath("$.expected.validation_loss").isEqualTo(0.75)
                .jsonPath("$.expected.validation_accuracy").isEqualTo(0.9)
                .jsonPath("$.expected.test_loss").isEqualTo(1.25)
                .jsonPath("$.expected.test_accuracy").isEqualTo(0.8)
                .jsonPath("$.expected.parameters_sha256").isEqualTo(Sha256.of("3"));
    }

    @Test
    void shouldGiveTheWholeConfiguration() {
        submit(SIX_TRIALS);

        JsonNode config = reproduction(3).get("config");

        TrialConfig read = TrialConfig.fromMap(
                new JsonMapper().convertValue(config, new TypeReference<Map<String, Object>>() {}));
        assertThat(read.identity())
                .isEqualTo(jdbc.sql("select identity from trial where id = 3").query(String.class).single());
        assertThat(config.propertyNames()).containsExactly("dataset", "model", "method", "hyperparameters", "seed");
    }

    @Test
    void shouldExpectNothingOfATrialWithoutAResult() {
        submit(SIX_TRIALS);

        http.get().uri("/api/v1/trials/3/reproduce").exchange()
                .expectStatus().isOk()
                .expectBody()
                .jsonPath("$.command").isEqualTo("./flatsweep reproduce 3 --server http://localhost:" + port)
                .jsonPath("$.provenance").isEqualTo(null)
                .jsonPath("$.expected").isEqualTo(null);
    }

    @Test
    void shouldExpectOfAReusedResultWhatTheTrainedTrialFound() {
        succeed(submit(SIX_TRIALS), 2);
        long reused = trialsOf(submit(SIX_TRIALS)).get(2);

        assertThat(reproduction(reused).get("expected")).isEqualTo(reproduction(3).get("expected"));
        assertThat(reproduction(reused).at("/provenance/reused_from_trial").asLong()).isEqualTo(3);
    }

    @Test
    void shouldNotNameOneOfSeveralGpus() {
        succeed(submit(SIX_TRIALS), 2);
        jdbc.sql("""
                update result set provenance = provenance || '{"device": "cuda:3, compute capability 90"}'""").update();

        assertThat(reproduction(3).get("command").asString()).endsWith(" --device cuda");
    }

    @Test
    void shouldNotFindATrialThatDoesNotExist() {
        http.get().uri("/api/v1/trials/7/reproduce").exchange()
                .expectStatus().isNotFound()
                .expectBody().jsonPath("$.detail").isEqualTo("there is no trial 7");
    }

    private void succeed(long sweep, int number) {
        long trial = trialsOf(sweep).get(number);
        worker("w").claim(trial, 30);
        worker("w").succeed(trial, 0.9, 0.8);
    }

    private JsonNode reproduction(long trial) {
        String body = http.get().uri("/api/v1/trials/{id}/reproduce", trial).exchange()
                .returnResult(String.class).getResponseBody();
        return new JsonMapper().readTree(body);
    }
}
