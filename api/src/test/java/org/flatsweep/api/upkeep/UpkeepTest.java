package org.flatsweep.api.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Date;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.springframework.beans.factory.annotation.Autowired;

class UpkeepTest extends ApiTest {

    private static final String HELD = "held";
    private static final int MANY = 12;

    @Autowired
    private Scheduler quartz;

    /** Begins, and ends once the test is over. */
    @DisallowConcurrentExecution
    static final class HeldJob implements Job {

        private static final AtomicInteger BEGUN = new AtomicInteger();
        private static final CountDownLatch OVER = new CountDownLatch(1);

        @Override
        public void execute(JobExecutionContext context) {
            BEGUN.incrementAndGet();
            try {
                OVER.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @AfterEach
    void letGo() throws SchedulerException {
        HeldJob.OVER.countDown();
        quartz.deleteJobs(List.copyOf(quartz.getJobKeys(GroupMatcher.jobGroupEquals(HELD))));
    }

    @Test
    void shouldTendTheQueueHoweverManyOtherJobsTakeTheirTime() throws SchedulerException {
        for (int i = 0; i < MANY; i++) {
            quartz.scheduleJob(
                    JobBuilder.newJob(HeldJob.class).withIdentity("job " + i, HELD).build(),
                    TriggerBuilder.newTrigger().withIdentity("job " + i, HELD).startNow().build());
        }
        await().until(() -> HeldJob.BEGUN.get() == MANY);

        for (String upkeep : List.of("lease-reaper", "sweep-tender")) {
            Date before = lastBegun(upkeep);
            await().until(() -> lastBegun(upkeep) != null && !lastBegun(upkeep).equals(before));
        }
    }

    private Date lastBegun(String job) throws SchedulerException {
        return quartz.getTrigger(TriggerKey.triggerKey(job)).getPreviousFireTime();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lease-reaper", "sweep-tender", "queue-sampling", "metric-thinning", "log-retention"})
    void shouldTakeOneThreadAtMostForEachJob(String job) throws SchedulerException {
        assertThat(quartz.getJobDetail(JobKey.jobKey(job)).isConcurrentExecutionDisallowed()).isTrue();
    }
}
