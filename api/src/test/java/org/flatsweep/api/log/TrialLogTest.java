package org.flatsweep.api.log;

import java.time.Instant;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.client.RestTestClient.BodyContentSpec;

class TrialLogTest extends ApiTest {

    private long trial;
    private long other;

    @BeforeEach
    void twoTrials() {
        long sweep = submit(SIX_TRIALS);
        trial = trialsOf(sweep).get(0);
        other = trialsOf(sweep).get(1);
    }

    private void log(long trial, int attempt, String level, String message) {
        jdbc.sql("""
                        insert into trial_log (trial_id, attempt, logged_at, level, message)
                        values (:trial, :attempt, '2026-11-25T12:00:00.25Z', :level, :message)""")
                .param("trial", trial).param("attempt", attempt)
                .param("level", level).param("message", message)
                .update();
    }

    private BodyContentSpec get(String query) {
        return http.get().uri("/api/v1/trials/%d/log%s".formatted(trial, query)).exchange()
                .expectStatus().isOk()
                .expectBody();
    }

    @Test
    void shouldGiveTheLinesOfAllAttemptsOfOneTrial() {
        log(trial, 1, "INFO", "begun");
        log(other, 1, "INFO", "another's");
        log(trial, 1, "ERROR", "failed\n\tat there");
        log(trial, 2, "DEBUG", "again");

        get("")
                .jsonPath("$.lines[*].message").value(Object.class, list("begun", "failed\n\tat there", "again"))
                .jsonPath("$.lines[*].level").value(Object.class, list("INFO", "ERROR", "DEBUG"))
                .jsonPath("$.lines[*].attempt").value(Object.class, list(1, 1, 2))
                .jsonPath("$.lines[0].at").isEqualTo(Instant.parse("2026-11-25T12:00:00.25Z").toString())
                .jsonPath("$.next").isEqualTo(4);
    }

    @Test
    void shouldGiveOnlyWhatIsNewToWhoeverAsksAgain() {
        log(trial, 1, "INFO", "one");
        log(trial, 1, "INFO", "two");
        log(trial, 1, "INFO", "three");

        get("?limit=2").jsonPath("$.lines[*].message").value(Object.class, list("one", "two"))
                .jsonPath("$.next").isEqualTo(2);
        get("?limit=2&after=2").jsonPath("$.lines[*].message").value(Object.class, list("three"))
                .jsonPath("$.next").isEqualTo(3);
        get("?limit=2&after=3").jsonPath("$.lines").isEmpty().jsonPath("$.next").isEqualTo(3);

        log(trial, 1, "INFO", "four");
        get("?after=3").jsonPath("$.lines[*].message").value(Object.class, list("four"))
                .jsonPath("$.next").isEqualTo(4);
    }

    @Test
    void shouldBeEmptyForATrialThatHasLoggedNothing() {
        get("").jsonPath("$.lines").isEmpty().jsonPath("$.next").isEqualTo(0);
    }

    @Test
    void shouldKnowNoLogOfATrialThatIsNotThere() {
        http.get().uri("/api/v1/trials/77/log").exchange().expectStatus().isNotFound();
        http.get().uri("/api/v1/trials/{id}/log?limit=0", trial).exchange().expectStatus().isBadRequest();
        http.get().uri("/api/v1/trials/{id}/log?after=-1", trial).exchange().expectStatus().isBadRequest();
    }
}
