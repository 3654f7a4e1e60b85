package org.flatsweep.api.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class CancellationTest extends ApiTest {

    @Autowired
    private PlatformTransactionManager transactions;

    @Test
    void shouldCancelWhatIsNotFinalAndKeepWhatIs() {
        long sweep = submit(SIX_TRIALS);
        List<Long> trials = trialsOf(sweep);
        worker("w").claim(trials.get(0), 30);
        worker("w").succeed(trials.get(0), 0.9, 0.8);
        worker("w").claim(trials.get(1), 30);

        http.post().uri("/api/v1/sweeps/{id}/cancel", sweep).exchange()
                .expectStatus().isOk()
                .expectBody()
                .jsonPath("$.state").isEqualTo("CANCELLED")
                .jsonPath("$.cancelled_at").exists()
                .jsonPath("$.trials.succeeded").isEqualTo(1)
                .jsonPath("$.trials.cancelled").isEqualTo(5);

        assertThat(jdbc.sql("select ended from attempt where trial_id = :id and ended_at is not null")
                .param("id", trials.get(1)).query(String.class).list()).containsExactly("CANCELLED");
        assertThat(jdbc.sql("select ended from attempt where trial_id = :id")
                .param("id", trials.get(0)).query(String.class).list()).containsExactly("SUCCEEDED");
    }

    @Test
    void shouldAcceptASecondCancellationAndKeepTheTimeOfTheFirst() {
        long sweep = submit(SIX_TRIALS);
        http.post().uri("/api/v1/sweeps/{id}/cancel", sweep).exchange().expectStatus().isOk();
        Object first = jdbc.sql("select cancelled_at from sweep").query().singleValue();
        http.post().uri("/api/v1/sweeps/{id}/cancel", sweep).exchange().expectStatus().isOk();
        assertThat(jdbc.sql("select cancelled_at from sweep").query().singleValue()).isEqualTo(first);
    }

    @Test
    void shouldShutTheFenceOnTheWorkerOfACancelledTrial() {
        long trial = trialsOf(submit(SIX_TRIALS)).get(0);
        worker("w").claim(trial, 30);
        http.post().uri("/api/v1/trials/{id}/cancel", trial).exchange()
                .expectStatus().isOk()
                .expectBody()
                .jsonPath("$.state").isEqualTo("CANCELLED")
                .jsonPath("$.worker_id").isEqualTo(null)
                .jsonPath("$.failure").isEqualTo(null)
                .jsonPath("$.attempts[0].ended").isEqualTo("CANCELLED");
        int fenced = jdbc.sql("update trial set epoch = 1 where id = :id and state = 'RUNNING' and attempt = 1")
                .param("id", trial).update();
        assertThat(fenced).isZero();
    }

    @Test
    void shouldEndTheAttemptOfAClaimThatItHadToWaitFor() throws Exception {
        long trial = trialsOf(submit(SIX_TRIALS)).get(0);
        CompletableFuture<Void> cancellation = new TransactionTemplate(transactions).execute(claiming -> {
            worker("w").claim(trial, 30);
            var waiting = CompletableFuture.runAsync(
                    () -> http.post().uri("/api/v1/trials/{id}/cancel", trial).exchange());
            await().until(() -> count("pg_locks where not granted") > 0);
            return waiting;
        });
        cancellation.get(1, TimeUnit.MINUTES);

        assertThat(jdbc.sql("select t.state || ' ' || a.ended from trial t join attempt a on a.trial_id = t.id")
                .query(String.class).single()).isEqualTo("CANCELLED CANCELLED");
    }

    @Test
    void shouldRefuseToCancelAFinalTrial() {
        long trial = trialsOf(submit(SIX_TRIALS)).get(0);
        worker("w").claim(trial, 30);
        worker("w").succeed(trial, 0.9, 0.8);
        http.post().uri("/api/v1/trials/{id}/cancel", trial).exchange()
                .expectStatus().isEqualTo(409)
                .expectBody()
                .jsonPath("$.detail").isEqualTo("trial %d is SUCCEEDED already".formatted(trial));
    }

    @Test
    void shouldNotFindWhatDoesNotExist() {
        http.post().uri("/api/v1/sweeps/7/cancel").exchange().expectStatus().isNotFound();
        http.post().uri("/api/v1/trials/7/cancel").exchange().expectStatus().isNotFound();
    }
}
