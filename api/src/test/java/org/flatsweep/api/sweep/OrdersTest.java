package org.flatsweep.api.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

class OrdersTest extends ApiTest {

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
        CompletableFuture<Void> orders = inTransaction(() -> {
            worker("w").claim(trial, 30);
            var waiting = CompletableFuture.runAsync(
                    () -> http.post().uri("/api/v1/trials/{id}/cancel", trial).exchange());
            await().until(() -> count("pg_locks where not granted") > 0);
            return waiting;
        });
        orders.get(1, TimeUnit.MINUTES);

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
                .jsonPath("$.detail").isEqualTo("trial %d is SUCCEEDED and can no longer change".formatted(trial));
    }

    @Test
    void shouldPauseASweepAndLetItGoOn() {
        long sweep = submit(SIX_TRIALS);

        order("sweeps", sweep, "pause").jsonPath("$.state").isEqualTo("PAUSED").jsonPath("$.paused_at").exists();
        assertThat(claim()).isEmpty();

        order("sweeps", sweep, "resume").jsonPath("$.state").isEqualTo("PENDING").jsonPath("$.paused_at").isEqualTo(null);
        assertThat(claim()).contains(trialsOf(sweep).get(0));
    }

    @Test
    void shouldPauseATrialAndLetItGoOn() {
        List<Long> trials = trialsOf(submit(SIX_TRIALS));

        order("trials", trials.get(0), "pause").jsonPath("$.state").isEqualTo("PENDING").jsonPath("$.paused_at").exists();
        assertThat(claim()).contains(trials.get(1));
        jdbc.sql("select tend_sweeps()").query(row -> {});

        order("trials", trials.get(0), "resume").jsonPath("$.paused_at").isEqualTo(null);
        assertThat(claim()).contains(trials.get(0));
    }

    @Test
    void shouldTellTheWorkerOfAPausedTrialByItsHeartbeat() {
        List<Long> trials = trialsOf(submit(SIX_TRIALS));
        worker("w").claim(trials.get(0), 30);

        order("trials", trials.get(0), "pause").jsonPath("$.state").isEqualTo("RUNNING").jsonPath("$.paused_at").exists();
    }

    @Test
    void shouldQueueFailedAndCancelledTrialsOfASweepAgain() {
        long sweep = submit(SIX_TRIALS);
        List<Long> trials = trialsOf(sweep);
        worker("w").claim(trials.get(0), 30);
        worker("w").fail(trials.get(0), "DIVERGED", "the loss is NaN");
        worker("w").claim(trials.get(1), 30);
        worker("w").succeed(trials.get(1), 0.9, 0.8);
        order("sweeps", sweep, "cancel");
        jdbc.sql("select tend_sweeps()").query(row -> {});

        order("sweeps", sweep, "retry")
                .jsonPath("$.state").isEqualTo("RUNNING")
                .jsonPath("$.cancelled_at").isEqualTo(null)
                .jsonPath("$.trials.pending").isEqualTo(5)
                .jsonPath("$.trials.succeeded").isEqualTo(1);
        assertThat(jdbc.sql("select attempt || ' ' || failures from trial where id = :id").param("id", trials.get(0))
                .query(String.class).single()).isEqualTo("1 0");
        assertThat(claim()).contains(trials.get(0));
        assertThat(claim()).contains(trials.get(2));
    }

    @Test
    void shouldQueueOneTrialAgain() {
        long sweep = submit(SIX_TRIALS);
        long trial = trialsOf(sweep).get(3);
        order("trials", trial, "cancel");

        order("trials", trial, "retry").jsonPath("$.state").isEqualTo("PENDING");
        assertThat(jdbc.sql("select count(*) from trial where state = 'PENDING'").query(Long.class).single())
                .isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({
        "trials, retry, 'trial 1 is PENDING and can not be tried again, as FAILED and CANCELLED ones can'",
        "sweeps, pause, 'sweep 1 is cancelled; retry it instead'",
        "sweeps, resume, 'sweep 1 is cancelled; retry it instead'"})
    void shouldRefuseMovesThatMakeNoSense(String of, String order, String detail) {
        long id = submit(SIX_TRIALS);
        if (of.equals("sweeps")) {
            order("sweeps", id, "cancel");
        }
        http.post().uri("/api/v1/{of}/1/{order}", of, order).exchange()
                .expectStatus().isEqualTo(409)
                .expectBody().jsonPath("$.detail").isEqualTo(detail);
    }

    @Test
    void shouldRefuseToRetryOneTrialOfACancelledSweep() {
        long sweep = submit(SIX_TRIALS);
        order("sweeps", sweep, "cancel");
        http.post().uri("/api/v1/trials/1/retry").exchange()
                .expectStatus().isEqualTo(409)
                .expectBody().jsonPath("$.detail")
                .isEqualTo("trial 1 belongs to sweep %d, which is cancelled; retry the sweep".formatted(sweep));
    }

    @Test
    void shouldServeTheSweepAndTheTrialOfHigherPriorityFirst() {
        List<Long> first = trialsOf(submit(SIX_TRIALS));
        long urgent = submit(SIX_TRIALS.replace("rho sweep", "urgent") + "priority: 1\nreuse: false");
        List<Long> trials = trialsOf(urgent);

        put("/api/v1/trials/{id}/priority", trials.get(4), "{\"priority\": 5}")
                .expectStatus().isOk().expectBody().jsonPath("$.priority").isEqualTo(5);
        assertThat(claim()).contains(trials.get(4));
        assertThat(claim()).contains(trials.get(0));

        put("/api/v1/sweeps/{id}/priority", urgent, "{\"priority\": -1}")
                .expectStatus().isOk().expectBody().jsonPath("$.priority").isEqualTo(-1);
        assertThat(claim()).contains(first.get(0));
    }

    @Test
    void shouldRunNoMoreTrialsThanAllowedAtATime() {
        long sweep = submit(SIX_TRIALS + "max_parallel: 2");
        List<Long> trials = trialsOf(sweep);

        assertThat(claim()).contains(trials.get(0));
        assertThat(claim()).contains(trials.get(1));
        assertThat(claim()).isEmpty();

        put("/api/v1/sweeps/{id}/max-parallel", sweep, "{\"max_parallel\": null}")
                .expectStatus().isOk().expectBody().jsonPath("$.max_parallel").isEqualTo(null);
        assertThat(claim()).contains(trials.get(2));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "priority     | {\"priority\": 1001}   | /priority",
        "priority     | {\"priority\": null}   | /priority",
        "priority     | {\"priority\": \"high\"} | /priority",
        "max-parallel | {\"max_parallel\": 0}  | /max_parallel"})
    void shouldNameTheFieldThatIsWrong(String what, String body, String pointer) {
        long sweep = submit(SIX_TRIALS);
        put("/api/v1/sweeps/{id}/" + what, sweep, body)
                .expectStatus().is4xxClientError()
                .expectBody().jsonPath("$.errors[0].pointer").isEqualTo(pointer);
    }

    @Test
    void shouldNotFindWhatDoesNotExist() {
        for (String order : List.of("cancel", "pause", "resume", "retry")) {
            http.post().uri("/api/v1/sweeps/7/{order}", order).exchange().expectStatus().isNotFound();
            http.post().uri("/api/v1/trials/7/{order}", order).exchange().expectStatus().isNotFound();
        }
        put("/api/v1/sweeps/{id}/priority", 7, "{\"priority\": 1}").expectStatus().isNotFound();
        put("/api/v1/trials/{id}/priority", 7, "{\"priority\": 1}").expectStatus().isNotFound();
        put("/api/v1/sweeps/{id}/max-parallel", 7, "{\"max_parallel\": 1}").expectStatus().isNotFound();
    }

    private RestTestClient.BodyContentSpec order(String of, long id, String order) {
        return http.post().uri("/api/v1/{of}/{id}/{order}", of, id, order).exchange()
                .expectStatus().isOk().expectBody();
    }

    private RestTestClient.ResponseSpec put(String uri, long id, String body) {
        return http.put().uri(uri, id).contentType(MediaType.APPLICATION_JSON).body(body).exchange();
    }

    /** The trial that a worker with the digits gets. */
    private Optional<Long> claim() {
        return jdbc.sql("select trial_id from claim_trial('w', '{digits}', null, interval '30 s')")
                .query(Long.class).optional();
    }
}
