package org.flatsweep.api.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.flatsweep.api.ApiTest;
import org.flatsweep.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleTrigger;
import org.quartz.TriggerKey;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

@ExtendWith(OutputCaptureExtension.class)
class LeaseReaperTest extends ApiTest {

    @Autowired
    private Scheduler scheduler;

    @Autowired
    private DataSource dataSource;

    private LeaseReaper reaper;

    @BeforeEach
    void holdTheScheduledReaper() throws SchedulerException {
        scheduler.standby();
        reaper = new LeaseReaper(apiJdbc, new SimpleMeterRegistry());
        submit(SIX_TRIALS);
    }

    @AfterEach
    void letTheScheduledReaperRun() throws SchedulerException {
        scheduler.start();
    }

    @Test
    void shouldQueueATrialAgainWhenItsLeaseHasRunOut() {
        worker("lost").claim(1, -1);
        assertThat(reaper.reap(Duration.ZERO)).isEqualTo(1);
        http.get().uri("/api/v1/trials/1").exchange().expectBody()
                .jsonPath("$.state").isEqualTo("PENDING")
                .jsonPath("$.attempt").isEqualTo(1)
                .jsonPath("$.failures").isEqualTo(1)
                .jsonPath("$.worker_id").isEqualTo(null)
                .jsonPath("$.failure.ended").isEqualTo("LEASE_EXPIRED")
                .jsonPath("$.attempts[0].ended_at").exists()
                .jsonPath("$.attempts[0].message").value(String.class, m -> assertThat(m).contains("worker lost"));
    }

    @Test
    void shouldSayWhichTrialsItTookFromWhom(CapturedOutput log) {
        worker("lost").claim(1, -1);
        worker("gone").claim(2, -1);

        reaper.reap(Duration.ZERO);

        assertThat(log).contains("trial 1 was taken from worker lost, whose lease had expired",
                "trial 2 was taken from worker gone, whose lease had expired");
    }

    @Test
    void shouldNotFloodTheLogWhenAWholeClusterIsLost(CapturedOutput log) {
        submit(SIX_TRIALS.replace("seeds: [0, 1]", "seeds: {from: 0, to: 49, steps: 50}"));
        jdbc.sql("select id from trial").query(Long.class).list().forEach(trial -> worker("lost").claim(trial, -1));

        assertThat(reaper.reap(Duration.ZERO)).isEqualTo(156);

        assertThat(log.getOut().lines().filter(line -> line.contains("was taken from worker"))).hasSize(100);
        assertThat(log).contains("and 56 more trials were taken from workers whose leases had expired");
    }

    @Test
    void shouldLeaveALiveLeaseAlone() {
        worker("steady").claim(1, 30);
        worker("lost").claim(2, -1);
        assertThat(reaper.reap(Duration.ZERO)).isEqualTo(1);
        http.get().uri("/api/v1/trials/1").exchange().expectBody()
                .jsonPath("$.state").isEqualTo("RUNNING")
                .jsonPath("$.failures").isEqualTo(0)
                .jsonPath("$.attempts[0].ended").isEqualTo(null);
    }

    @Test
    void shouldFailATrialWhoseAttemptsAreUsedUp() {
        jdbc.sql("update trial set failures = 2 where id = 1").update();
        worker("lost").claim(1, -1);
        reaper.reap(Duration.ZERO);
        http.get().uri("/api/v1/trials/1").exchange().expectBody()
                .jsonPath("$.state").isEqualTo("FAILED")
                .jsonPath("$.failures").isEqualTo(3)
                .jsonPath("$.finished_at").exists()
                .jsonPath("$.failure.ended").isEqualTo("LEASE_EXPIRED");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 10", "2, 30", "3, 70", "6, 600", "98, 600"})
    void shouldBackOffLongerAfterEachFailure(int earlierFailures, double expectedSeconds) {
        jdbc.sql("update sweep set max_attempts = 100").update();
        jdbc.sql("update trial set failures = :failures, available_at = 'epoch' where id = 1")
                .param("failures", earlierFailures).update();
        worker("lost").claim(1, -1);
        reaper.reap(Duration.ZERO);
        assertThat(jdbc.sql("""
                        select extract(epoch from t.available_at - a.ended_at)
                        from trial t join attempt a on a.trial_id = t.id where t.id = 1""")
                .query(Double.class).single()).isEqualTo(expectedSeconds);
    }

    @Test
    void shouldSkipATrialWhoseWorkerIsCommitting() throws Exception {
        worker("late").claim(1, -1);
        try (Connection commit = dataSource.getConnection(); Statement statement = commit.createStatement()) {
            commit.setAutoCommit(false);
            statement.executeUpdate("update trial set epoch = 1 where id = 1 and state = 'RUNNING' and attempt = 1");
            assertThat(reaper.reap(Duration.ZERO)).isZero();
            commit.rollback();
            commit.setAutoCommit(true);
        }
        assertThat(reaper.reap(Duration.ZERO)).isEqualTo(1);
    }

    @Test
    void shouldGiveWorkersTimeToRenewOnceTheDatabaseIsBack() throws SQLException {
        worker("cut off").claim(1, -1);
        // The server is older than connections to it, as it is after a recovery or a failover.
        Duration server = age("pg_postmaster_start_time()", jdbc);
        jdbc.sql("create role just_back login password 'just_back' in role " + TestDatabase.API).update();
        DriverManagerDataSource back =
                new DriverManagerDataSource(DATABASE.address().jdbcUrl(), "just_back", "just_back");
        reaper = new LeaseReaper(JdbcClient.create(back), new SimpleMeterRegistry());
        try (Connection first = back.getConnection()) {
            JdbcClient ofFirst = JdbcClient.create(new SingleConnectionDataSource(first, true));

            reaper.execute(null);
            assertThat(reaper.reap(server)).isZero();
            assertThat(reaper.reap(age(
                    "(select backend_start from pg_stat_activity where pid = pg_backend_pid())", ofFirst)))
                    .isEqualTo(1);
        } finally {
            jdbc.sql("drop role just_back").update();
        }
    }

    private static Duration age(String start, JdbcClient jdbc) {
        return Duration.ofMillis(jdbc.sql("select floor(extract(epoch from now() - %s) * 1000)".formatted(start))
                .query(Long.class).single());
    }

    @Test
    void shouldRunOnOneNodeOfTheClusterEveryFiveSeconds() throws SchedulerException {
        assertThat(scheduler.getMetaData().isJobStoreClustered()).isTrue();
        assertThat(scheduler.getJobDetail(JobKey.jobKey("lease-reaper")).isConcurrentExecutionDisallowed()).isTrue();
        SimpleTrigger trigger = (SimpleTrigger) scheduler.getTrigger(TriggerKey.triggerKey("lease-reaper"));
        assertThat(trigger.getRepeatInterval()).isEqualTo(5_000);
        assertThat(trigger.getRepeatCount()).isEqualTo(SimpleTrigger.REPEAT_INDEFINITELY);
    }
}
