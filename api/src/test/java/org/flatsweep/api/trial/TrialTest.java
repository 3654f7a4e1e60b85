package org.flatsweep.api.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.Test;

class TrialTest extends ApiTest {

    @Test
    void shouldShowATrialThatWaits() {
        submit(SIX_TRIALS);
        http.get().uri("/api/v1/trials/5").exchange().expectBody()
                .jsonPath("$.sweep_id").isEqualTo(1)
                .jsonPath("$.number").isEqualTo(4)
                .jsonPath("$.method").isEqualTo("sam")
                .jsonPath("$.model").isEqualTo("WRN-10-1")
                .jsonPath("$.seed").isEqualTo(0)
                .jsonPath("$.hyperparameters.rho").isEqualTo(0.1)
                .jsonPath("$.epochs").isEqualTo(3)
                .jsonPath("$.state").isEqualTo("PENDING")
                .jsonPath("$.worker_id").isEqualTo(null)
                .jsonPath("$.result").isEqualTo(null)
                .jsonPath("$.failure").isEqualTo(null)
                .jsonPath("$.attempts").isEmpty();
    }

    @Test
    void shouldShowTheResultOfATrialThatSucceededAtItsSecondAttempt() {
        submit(SIX_TRIALS);
        worker("lost").claim(1, 30);
        jdbc.sql("update attempt set ended = 'LEASE_EXPIRED', ended_at = now()").update();
        worker("steady").claim(1, 30);
        worker("steady").succeed(1, 0.875, 0.75);
        http.get().uri("/api/v1/trials/1").exchange().expectBody()
                .jsonPath("$.state").isEqualTo("SUCCEEDED")
                .jsonPath("$.attempt").isEqualTo(2)
                .jsonPath("$.finished_at").exists()
                .jsonPath("$.result.validation_accuracy").isEqualTo(0.875)
                .jsonPath("$.result.test_accuracy").isEqualTo(0.75)
                .jsonPath("$.result.provenance.engine").isEqualTo("PyTorch")
                .jsonPath("$.failure").isEqualTo(null)
                .jsonPath("$.attempts[*].worker_id").value(Object.class, list("lost", "steady"))
                .jsonPath("$.attempts[*].ended").value(Object.class, list("LEASE_EXPIRED", "SUCCEEDED"));
    }

    @Test
    void shouldSayWhyATrialFailed() {
        submit(SIX_TRIALS);
        worker("w").claim(1, 30);
        worker("w").fail(1, "DIVERGED", "the loss is NaN at step 12");
        http.get().uri("/api/v1/sweeps/1/trials?state=FAILED").exchange().expectBody()
                .jsonPath("$.trials[0].failure.ended").isEqualTo("DIVERGED")
                .jsonPath("$.trials[0].failure.message").isEqualTo("the loss is NaN at step 12")
                .jsonPath("$.trials[0].attempts").isEqualTo(null);
    }

    @Test
    void shouldPageThroughTrialsByNumber() {
        submit(SIX_TRIALS);
        http.get().uri("/api/v1/sweeps/1/trials?limit=4").exchange().expectBody()
                .jsonPath("$.trials[*].number").value(Object.class, list(0, 1, 2, 3))
                .jsonPath("$.next").isEqualTo(3);
        http.get().uri("/api/v1/sweeps/1/trials?limit=4&after=3").exchange().expectBody()
                .jsonPath("$.trials[*].number").value(Object.class, list(4, 5))
                .jsonPath("$.next").isEqualTo(null);
    }

    @Test
    void shouldListOnlyTheTrialsOfTheStateAskedFor() {
        submit(SIX_TRIALS);
        worker("w").claim(3, 30);
        http.get().uri("/api/v1/sweeps/1/trials?state=RUNNING").exchange().expectBody()
                .jsonPath("$.trials[*].id").value(Object.class, list(3));
    }

    @Test
    void shouldShowACurveWithoutWhatADeadAttemptDidPastItsCheckpoint() {
        submit(SIX_TRIALS);
        worker("a").claim(1, 30);
        worker("a").completeEpoch(1, 1, Map.of("train_loss", 2.0));
        worker("a").completeEpoch(1, 2, Map.of("train_loss", 99.0));
        worker("b").claim(1, 30);
        jdbc.sql("update attempt set resumed_from_epoch = 1 where attempt = 2").update();
        worker("b").completeEpoch(1, 2, Map.of("train_loss", 1.0));
        http.get().uri("/api/v1/trials/1/metrics").exchange().expectBody().json("""
                {"trial_id": 1,
                 "metrics": {"train_loss": [{"epoch": 1, "value": 2.0}, {"epoch": 2, "value": 1.0}]}}""");
    }

    @Test
    void shouldOverlayOneMetricOfEveryTrialThatHasIt() {
        submit(SIX_TRIALS);
        for (long trial : List.of(2L, 4L)) {
            worker("w").claim(trial, 30);
            worker("w").completeEpoch(trial, 1, Map.of("validation_accuracy", trial / 10.0, "train_loss", 1.0));
        }
        http.get().uri("/api/v1/sweeps/1/metrics?name=validation_accuracy").exchange().expectBody().json("""
                {"name": "validation_accuracy",
                 "curves": [{"trial_id": 2, "points": [[1, 0.2]]}, {"trial_id": 4, "points": [[1, 0.4]]}]}""");
    }

    @Test
    void shouldNotFindWhatDoesNotExist() {
        for (String uri : List.of("/api/v1/trials/7", "/api/v1/trials/7/metrics")) {
            http.get().uri(uri).exchange()
                    .expectStatus().isNotFound()
                    .expectBody().jsonPath("$.detail").isEqualTo("there is no trial 7");
        }
        for (String path : List.of("", "/trials", "/metrics?name=lr", "/table", "/events")) {
            http.get().uri("/api/v1/sweeps/7" + path).exchange()
                    .expectStatus().isNotFound()
                    .expectBody().jsonPath("$.detail").isEqualTo("there is no sweep 7");
        }
    }
}
