package org.flatsweep.api.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.flatsweep.api.ApiTest;
import org.flatsweep.domain.SweepDefinitionReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

class PreviewTest extends ApiTest {

    @Autowired
    private SweepPreviews previews;

    private ResponseSpec post(String uri, String yaml) {
        return http.post().uri(uri).contentType(MediaType.APPLICATION_YAML).body(yaml).exchange();
    }

    private void succeed(long trial, double seconds) {
        worker("w").claim(trial, 30);
        worker("w").succeed(trial, 0.9, 0.8, seconds);
    }

    @Test
    void shouldCountTrialsAndConfigurationsAndStoreNothing() {
        post("/api/v1/sweeps/preview", SIX_TRIALS).expectStatus().isOk().expectBody()
                .jsonPath("$.name").isEqualTo("rho sweep")
                .jsonPath("$.trials").isEqualTo(6)
                .jsonPath("$.configurations").isEqualTo(3)
                .jsonPath("$.reused").isEqualTo(0)
                .jsonPath("$.device_seconds").isEqualTo(null)
                .jsonPath("$.methods[*].method").value(Object.class, list("sgd", "sam"))
                .jsonPath("$.methods[*].configurations").value(Object.class, list(1, 2))
                .jsonPath("$.methods[*].trials").value(Object.class, list(2, 4))
                .jsonPath("$.methods[*].reused").value(Object.class, list(0, 0))
                .jsonPath("$.methods[0].seconds_per_trial").isEqualTo(null)
                .jsonPath("$.definition.methods[1].grid.rho[1]").isEqualTo(0.1);
        assertThat(count("sweep")).isZero();
        assertThat(count("trial")).isZero();
    }

    @Test
    void shouldReadJsonToo() {
        http.post().uri("/api/v1/sweeps/preview").contentType(MediaType.APPLICATION_JSON).body("""
                        {"name": "j", "dataset": "digits", "model": {"name": "wrn", "depth": 10, "width": 1},
                         "epochs": 3, "methods": [{"name": "sgd"}], "seeds": [0]}""").exchange()
                .expectStatus().isOk().expectBody()
                .jsonPath("$.trials").isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "name: x", "[1, 2]", "name: [unclosed", "", "name: a\nname: b",
        "{name: a, dataset: x, model: {name: wrn, depth: 11, width: 1}, methods: [{name: sam, rho: -1}], seeds: [0]}"
    })
    void shouldRefuseWhatASubmissionRefusesInTheSameWords(String yaml) {
        Map<String, Object> submission = problem("/api/v1/sweeps", yaml);
        Map<String, Object> preview = problem("/api/v1/sweeps/preview", yaml);

        assertThat(preview.remove("instance")).isEqualTo("/api/v1/sweeps/preview");
        submission.remove("instance");
        assertThat(preview).isEqualTo(submission).containsKey("detail");
    }

    private Map<String, Object> problem(String uri, String yaml) {
        return post(uri, yaml).expectStatus().is4xxClientError()
                .expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody(new ParameterizedTypeReference<Map<String, Object>>() {}).returnResult().getResponseBody();
    }

    @Test
    void shouldTellWhichTrialsWouldBeReusedExactlyAsASubmissionReusesThem() {
        List<Long> trials = trialsOf(submit(SIX_TRIALS));
        succeed(trials.get(0), 30);
        succeed(trials.get(2), 60);
        succeed(trials.get(5), 60);
        jdbc.sql("""
                update result set provenance = provenance || '{"engine_version": "1.13.1"}' where trial_id = :id""")
                .param("id", trials.get(5)).update();
        String more = SIX_TRIALS.replace("[0, 1]", "[0, 1, 2]");

        post("/api/v1/sweeps/preview", more).expectBody()
                .jsonPath("$.trials").isEqualTo(9)
                .jsonPath("$.reused").isEqualTo(2)
                .jsonPath("$.methods[*].reused").value(Object.class, list(1, 1));

        long sweep = submit(more);
        http.get().uri("/api/v1/sweeps/{id}", sweep).exchange().expectBody()
                .jsonPath("$.trials.succeeded").isEqualTo(2);
    }

    @Test
    void shouldReuseNothingWhereTheSweepSaysSo() {
        succeed(trialsOf(submit(SIX_TRIALS)).get(0), 30);

        post("/api/v1/sweeps/preview", SIX_TRIALS + "reuse: false").expectBody()
                .jsonPath("$.reused").isEqualTo(0)
                .jsonPath("$.methods[0].seconds_per_trial").isEqualTo(30.0);
    }

    @Test
    void shouldEstimateWithTheSecondsThatEpochsOfEachMethodHaveTaken() {
        List<Long> trials = trialsOf(submit(SIX_TRIALS));
        succeed(trials.get(0), 30);
        succeed(trials.get(1), 60);
        succeed(trials.get(2), 90);

        // An epoch of SGD took 15 s, one of SAM 30 s; nothing of 10 epochs is reused.
        post("/api/v1/sweeps/preview", SIX_TRIALS.replace("epochs: 3", "epochs: 10")).expectBody()
                .jsonPath("$.reused").isEqualTo(0)
                .jsonPath("$.methods[*].seconds_per_trial").value(Object.class, list(150.0, 300.0))
                .jsonPath("$.device_seconds").isEqualTo(2 * 150.0 + 4 * 300.0);
        // Of 3 epochs all of SGD is reused and one trial of SAM.
        post("/api/v1/sweeps/preview", SIX_TRIALS).expectBody()
                .jsonPath("$.reused").isEqualTo(3)
                .jsonPath("$.methods[*].seconds_per_trial").value(Object.class, list(45.0, 90.0))
                .jsonPath("$.device_seconds").isEqualTo(3 * 90.0);
    }

    @Test
    void shouldNotEstimateTheWholeWhereAPartNeverRan() {
        succeed(trialsOf(submit(SIX_TRIALS)).get(0), 30);

        post("/api/v1/sweeps/preview", SIX_TRIALS).expectBody()
                .jsonPath("$.methods[0].seconds_per_trial").isEqualTo(30.0)
                .jsonPath("$.methods[1].seconds_per_trial").isEqualTo(null)
                .jsonPath("$.device_seconds").isEqualTo(null);
        post("/api/v1/sweeps/preview", SIX_TRIALS.replace("depth: 10", "depth: 16")).expectBody()
                .jsonPath("$.methods[0].seconds_per_trial").isEqualTo(null);
    }

    @Test
    void shouldAverageOverModelsByTheirTrials() {
        String two = SIX_TRIALS.replace("model: {name: wrn, depth: 10, width: 1}",
                "model: [{name: wrn, depth: 10, width: 1}, {name: wrn, depth: 16, width: 1}]");
        List<Long> trials = trialsOf(submit(two));
        succeed(trials.get(0), 30);
        succeed(trials.get(6), 90);

        post("/api/v1/sweeps/preview", two).expectBody()
                .jsonPath("$.configurations").isEqualTo(6)
                .jsonPath("$.methods[0].configurations").isEqualTo(2)
                .jsonPath("$.methods[0].seconds_per_trial").isEqualTo(60.0);
    }

    @Test
    void shouldCountAConfigurationOnceThatTwoEntriesShare() {
        Map<String, Object> document = Map.of(
                "name", "shared", "dataset", "digits", "model", Map.of("name", "wrn", "depth", 10, "width", 1),
                "epochs", 3, "seeds", List.of(0, 1), "methods", List.of(
                        Map.of("name", "sam", "grid", Map.of("rho", List.of(0.05, 0.1))),
                        Map.of("name", "sam", "grid", Map.of("rho", List.of(0.1, 0.2)))));
        SweepPreview preview = previews.of(SweepDefinitionReader.read(document), document);

        assertThat(preview.methods()).singleElement().satisfies(sam -> {
            assertThat(sam.configurations()).isEqualTo(3);
            assertThat(sam.trials()).isEqualTo(6);
        });
    }
}
