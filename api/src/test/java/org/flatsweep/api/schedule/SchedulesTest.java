package org.flatsweep.api.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

class SchedulesTest extends ApiTest {

    private static final String NIGHTLY = """
            name: nightly
            cron: 0 30 2 * * ?
            time_zone: Europe/Berlin
            definition:
            """ + SIX_TRIALS.indent(2);

    @Autowired
    private Schedules schedules;

    @Autowired
    private Scheduler quartz;

    private RestTestClient.ResponseSpec post(String yaml) {
        return http.post().uri("/api/v1/schedules").contentType(MediaType.APPLICATION_YAML).body(yaml).exchange();
    }

    @Test
    void shouldKeepAScheduleUntilItIsDeleted() {
        post(NIGHTLY).expectStatus().isCreated()
                .expectHeader().valueEquals("Location", "/api/v1/schedules/nightly")
                .expectBody()
                .jsonPath("$.cron").isEqualTo("0 30 2 * * ?")
                .jsonPath("$.time_zone").isEqualTo("Europe/Berlin")
                .jsonPath("$.definition.name").isEqualTo("rho sweep")
                .jsonPath("$.next_at").exists()
                .jsonPath("$.last_at").isEqualTo(null);
        http.get().uri("/api/v1/schedules").exchange().expectBody()
                .jsonPath("$.schedules.length()").isEqualTo(1)
                .jsonPath("$.schedules[0].name").isEqualTo("nightly");
        assertThat(count("sweep")).isZero();

        http.delete().uri("/api/v1/schedules/nightly").exchange().expectStatus().isNoContent();
        http.get().uri("/api/v1/schedules/nightly").exchange().expectStatus().isNotFound();
        http.delete().uri("/api/v1/schedules/nightly").exchange().expectStatus().isNotFound();
    }

    @Test
    void shouldListThemPageByPage() {
        post(NIGHTLY.replace("name: nightly", "name: b"));
        post(NIGHTLY.replace("name: nightly", "name: a"));
        http.get().uri("/api/v1/schedules?limit=1").exchange().expectBody()
                .jsonPath("$.schedules[*].name").value(Object.class, list("a"))
                .jsonPath("$.next").isEqualTo("a");
        http.get().uri("/api/v1/schedules?limit=1&after=a").exchange().expectBody()
                .jsonPath("$.schedules[*].name").value(Object.class, list("b"))
                .jsonPath("$.next").isEqualTo(null);
    }

    @Test
    void shouldSubmitASweepEachTime() {
        post(NIGHTLY.replace("0 30 2 * * ?", "'* * * * * ?'")).expectStatus().isCreated();

        await().until(() -> count("sweep") >= 2);
        schedules.delete("nightly");

        assertThat(jdbc.sql("select count(*) from sweep where idempotency_key not like 'schedule nightly at %Z'")
                .query(Long.class).single()).isZero();
        assertThat(count("trial")).isEqualTo(6 * count("sweep"));
    }

    /** @param at which moment of the transaction: as trials are stored, or when it is committed */
    @ParameterizedTest
    @ValueSource(strings = {
        "trigger losing before insert on trial",
        "constraint trigger losing after insert on sweep deferrable initially deferred"
    })
    void shouldSubmitASweepAlthoughTheFirstTryLosesItsConnection(String at) throws SchedulerException {
        jdbc.sql("""
                create sequence try;
                create function lose_the_first() returns trigger language plpgsql security definer as $$
                begin
                    if nextval('try') = 1 then
                        perform pg_terminate_backend(pg_backend_pid());
                    end if;
                    return new;
                end
                $$;
                create %s for each row execute function lose_the_first()""".formatted(at)).update();
        try {
            post(NIGHTLY).expectStatus().isCreated();
            quartz.triggerJob(JobKey.jobKey("nightly", Schedules.GROUP));

            await().until(() -> count("trial") == 6);
            assertThat(count("sweep")).isEqualTo(1);
        } finally {
            jdbc.sql("drop function lose_the_first() cascade; drop sequence try").update();
        }
    }

    @Test
    void shouldRefuseASecondOfTheSameName() {
        post(NIGHTLY);
        post(NIGHTLY).expectStatus().isEqualTo(409).expectBody()
                .jsonPath("$.detail").isEqualTo("there is a schedule 'nightly' already; delete it first");
    }

    @Test
    void shouldNameEveryFieldThatIsWrongAndStoreNothing() {
        post("{name: a b, cron: every night, time_zone: Mars, definition: {name: x}, more: 1}")
                .expectStatus().isEqualTo(422)
                .expectBody(Map.class).value(problem -> assertThat(problem.get("errors").toString())
                        .contains("/name", "/cron", "/time_zone", "/definition/dataset", "/more"));
        assertThat(schedules.byName("", 1)).isEmpty();
    }
}
