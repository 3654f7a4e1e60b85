package org.flatsweep.api.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.flatsweep.api.ApiTest;
import org.flatsweep.domain.AttemptEnd;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class FailureListTest extends ApiTest {

    private JdbcClient.StatementSpec recent(String sql) {
        return jdbc.sql(sql)
                .param("at", FailureCursor.LATEST.at().atOffset(ZoneOffset.UTC))
                .param("trial", FailureCursor.LATEST.trialId())
                .param("attempt", FailureCursor.LATEST.attempt())
                .param("limit", 50);
    }

    private void fail(String worker, long trial, String cause, String message, String endedAt) {
        worker(worker).claim(trial, 30);
        worker(worker).fail(trial, cause, message);
        jdbc.sql("""
                        update attempt set started_at = cast(:at as timestamptz), ended_at = cast(:at as timestamptz)
                        where trial_id = :trial and ended_at = (
                            select max(ended_at) from attempt where trial_id = :trial)""")
                .param("at", endedAt).param("trial", trial).update();
    }

    @Test
    void shouldListTheLatestFailuresOfAllSweeps() {
        submit(SIX_TRIALS);
        submit(SIX_TRIALS);
        fail("a", 2, "OUT_OF_MEMORY", "CUDA out of memory", "2026-11-25T12:00:00Z");
        fail("b", 9, "DIVERGED", "diverged in epoch 1", "2026-11-25T12:02:00Z");
        fail("b", 2, "LEASE_EXPIRED", null, "2026-11-25T12:01:00Z");

        http.get().uri("/api/v1/attempts/failures").exchange().expectStatus().isOk().expectBody()
                .jsonPath("$.recent_failures[*].trial_id").value(Object.class, list(9, 2, 2))
                .jsonPath("$.recent_failures[*].sweep_id").value(Object.class, list(2, 1, 1))
                .jsonPath("$.recent_failures[*].number").value(Object.class, list(2, 1, 1))
                .jsonPath("$.recent_failures[*].attempt").value(Object.class, list(1, 2, 1))
                .jsonPath("$.recent_failures[*].cause").value(Object.class,
                        list("DIVERGED", "LEASE_EXPIRED", "OUT_OF_MEMORY"))
                .jsonPath("$.recent_failures[*].worker_id").value(Object.class, list("b", "b", "a"))
                .jsonPath("$.recent_failures[1].message").isEqualTo(null)
                .jsonPath("$.recent_failures[0].message").isEqualTo("diverged in epoch 1")
                .jsonPath("$.recent_failures[0].at").isEqualTo("2026-11-25T12:02:00Z");
        http.get().uri("/api/v1/attempts/failures?limit=1").exchange().expectBody()
                .jsonPath("$.recent_failures.length()").isEqualTo(1);
    }

    @Test
    void shouldListThoseOfOneMomentPageByPage() {
        submit(SIX_TRIALS);
        for (long trial = 1; trial <= 3; trial++) {
            fail("w", trial, "CRASHED", null, "2026-11-25T12:00:00.123456Z");
        }

        List<Integer> trials = new ArrayList<>();
        String before = "";
        for (int page = 0; page < 3; page++) {
            Map<?, ?> answer = http.get().uri("/api/v1/attempts/failures?limit=1" + before).exchange()
                    .expectStatus().isOk().expectBody(Map.class).returnResult().getResponseBody();
            trials.add((Integer) ((Map<?, ?>) ((List<?>) answer.get("recent_failures")).get(0)).get("trial_id"));
            before = "&before=" + answer.get("next");
        }
        assertThat(trials).containsExactly(3, 2, 1);
        assertThat(before).isEqualTo("&before=null");
    }

    @Test
    void shouldRefuseACursorThatNoPageGave() {
        http.get().uri("/api/v1/attempts/failures?before=yesterday").exchange().expectStatus().isBadRequest()
                .expectBody().jsonPath("$.detail").isEqualTo("before must be the next of an earlier page, not 'yesterday'");
    }

    @Test
    void shouldListExactlyTheEndsThatCountAsFailures() {
        List<Long> trials = trialsOf(submit(SIX_TRIALS.replace("[0, 1]", "[0, 1, 2, 3]")));
        AttemptEnd[] ends = AttemptEnd.values();
        for (int i = 0; i < ends.length; i++) {
            worker("w").claim(trials.get(i), 30);
            worker("w").fail(trials.get(i), ends[i].name(), "x");
        }

        assertThat(recent(FailureController.RECENT)
                        .query((row, n) -> AttemptEnd.valueOf(row.getString("ended"))).set())
                .isEqualTo(EnumSet.complementOf(EnumSet.of(
                        AttemptEnd.SUCCEEDED, AttemptEnd.CANCELLED, AttemptEnd.DRAINED, AttemptEnd.PAUSED)));
    }

    @Test
    void shouldFindThemInAnIndexThatHasNothingElse() {
        submit(SIX_TRIALS);
        jdbc.sql("""
                insert into attempt (trial_id, attempt, worker_id, ended_at, ended)
                select trial.id, n, 'w', now(), case when n % 100 = 0 then 'ERROR' else 'DRAINED' end
                from trial, generate_series(1, 2000) n""").update();
        jdbc.sql("analyze attempt").update();

        assertThat(String.join("\n", recent("explain " + FailureController.RECENT)
                .query(String.class).list()))
                .contains("Index Scan Backward using attempt_failed")
                .doesNotContain("Seq Scan on attempt");
    }

    @Test
    void shouldBeEmptyWhileNothingFails() {
        http.get().uri("/api/v1/attempts/failures").exchange().expectBody().jsonPath("$.recent_failures").isEmpty();
        http.get().uri("/api/v1/attempts/failures?limit=501").exchange().expectStatus().isBadRequest();
    }
}
