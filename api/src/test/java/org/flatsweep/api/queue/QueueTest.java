package org.flatsweep.api.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.CronTrigger;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;
import org.springframework.beans.factory.annotation.Autowired;

class QueueTest extends ApiTest {

    private static final JobKey JOB = new JobKey("queue-sampling");

    @Autowired
    private QueueCounts counts;

    @Autowired
    private Scheduler quartz;

    private QueueSampling sampling;

    /** But those of the test itself. */
    @BeforeEach
    void noSamples() throws SchedulerException {
        quartz.pauseJob(JOB);
        sampling = new QueueSampling(counts, apiJdbc);
        jdbc.sql("delete from queue_sample").update();
    }

    @AfterEach
    void sampleAgain() throws SchedulerException {
        quartz.resumeJob(JOB);
    }

    private void workers(String... ids) {
        for (String id : ids) {
            jdbc.sql("insert into worker (id, hostname, device) values (:id, 'h', 'cpu')").param("id", id).update();
        }
    }

    private void sample(int pending, String age) {
        jdbc.sql("""
                        insert into queue_sample (at, pending, running, workers)
                        values (date_trunc('minute', now() - cast(:age as interval)), :pending, 1, 2)""")
                .param("pending", pending).param("age", age).update();
    }

    @Test
    void shouldBeEmptyWithoutSweeps() {
        assertThat(counts.now()).isEqualTo(new QueueView(0, 0, 0, 0, 0));
    }

    @Test
    void shouldCountWhatWaitsWhatIsPausedWhatRunsAndWhoIsAtWork() {
        List<Long> first = trialsOf(submit(SIX_TRIALS));
        List<Long> second = trialsOf(submit(SIX_TRIALS));
        workers("busy", "idle", "gone", "lost");
        jdbc.sql("update worker set stopped_at = now() where id = 'gone'").update();
        jdbc.sql("update worker set last_seen_at = now() - interval '31 seconds' where id = 'lost'").update();
        worker("busy").claim(first.get(0), 30);
        worker("busy").claim(first.get(1), 30);
        worker("lost").claim(first.get(2), 30);
        jdbc.sql("update trial set paused_at = now() where id = :id").param("id", first.get(3)).update();
        // Waits after a failure.
        jdbc.sql("update trial set attempt = 1, available_at = now() + interval '1 minute' where id = :id")
                .param("id", first.get(4)).update();
        jdbc.sql("update sweep set paused_at = now() where id = 2").update();
        jdbc.sql("update trial set paused_at = now() where id = :id").param("id", second.get(0)).update();

        assertThat(counts.now()).isEqualTo(new QueueView(2, 7, 3, 2, 1));
        http.get().uri("/api/v1/queue").exchange().expectStatus().isOk().expectBody()
                .jsonPath("$.pending").isEqualTo(2)
                .jsonPath("$.paused").isEqualTo(7)
                .jsonPath("$.running").isEqualTo(3)
                .jsonPath("$.workers_alive").isEqualTo(2)
                .jsonPath("$.workers_busy").isEqualTo(1);
    }

    @Test
    void shouldNotCountWhatIsFinal() {
        List<Long> trials = trialsOf(submit(SIX_TRIALS));
        trials.forEach(trial -> {
            worker("w").claim(trial, 30);
            worker("w").succeed(trial, 0.9, 0.8);
        });
        assertThat(counts.now()).isEqualTo(new QueueView(0, 0, 0, 0, 0));
    }

    @Test
    void shouldSampleTheQueueOnceAMinuteWhicheverNodeDoes() {
        workers("w");
        worker("w").claim(trialsOf(submit(SIX_TRIALS)).get(0), 30);
        jdbc.sql("update sweep set paused_at = now()").update();

        sampling.execute(null);
        sampling.execute(null);

        assertThat(jdbc.sql("select at = date_trunc('minute', at), pending, running, workers from queue_sample")
                .query().listOfRows())
                // Twice if the minute ended meanwhile.
                .hasSizeBetween(1, 2)
                .allSatisfy(row -> assertThat(row.values()).containsExactly(true, 5, 1, 1));
    }

    @Test
    void shouldKeepAWeek() {
        sample(1, "7 days 2 minutes");
        sample(2, "6 days 23 hours");

        sampling.execute(null);

        assertThat(jdbc.sql("select pending from queue_sample order by at").query(Integer.class).list())
                .containsExactly(2, 0);
    }

    @Test
    void shouldShowAsManyHoursAsAskedForTheOldestFirst() {
        sample(3, "10 minutes");
        sample(2, "30 hours");
        sample(1, "6 days");

        http.get().uri("/api/v1/queue/history").exchange().expectBody()
                .jsonPath("$.samples[*].pending").value(Object.class, list(3))
                .jsonPath("$.samples[0].running").isEqualTo(1)
                .jsonPath("$.samples[0].workers").isEqualTo(2)
                .jsonPath("$.samples[0].at").exists();
        http.get().uri("/api/v1/queue/history?hours=168").exchange().expectBody()
                .jsonPath("$.samples[*].pending").value(Object.class, list(1, 2, 3));
    }

    @Test
    void shouldRefuseHoursThatNobodyKept() {
        http.get().uri("/api/v1/queue/history?hours=169").exchange().expectStatus().isBadRequest();
        http.get().uri("/api/v1/queue/history?hours=0").exchange().expectStatus().isBadRequest();
    }

    @Test
    void shouldBeDueEveryMinuteInTheClusterOfNodes() throws SchedulerException {
        assertThat(quartz.getJobDetail(JOB).getJobClass()).isEqualTo(QueueSampling.class);
        assertThat(((CronTrigger) quartz.getTrigger(new TriggerKey("queue-sampling"))).getCronExpression())
                .isEqualTo("0 * * * * ?");
    }
}
