package org.flatsweep.api.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.Date;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.flatsweep.api.sweep.SweepSubmission;
import org.junit.jupiter.api.Test;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;
import tools.jackson.databind.json.JsonMapper;

class ScheduledSubmissionTest {

    private static final String DEFINITION = """
            {"name": "smoke", "dataset": "digits", "model": {"name": "wrn", "depth": 10, "width": 1}, "epochs": 1,
             "methods": ["sgd"], "seeds": [0]}""";

    private final SweepSubmission submission = mock();

    private Thread submitting(String schedule) {
        JobExecutionContext context = mock();
        when(context.getJobDetail()).thenReturn(
                JobBuilder.newJob(ScheduledSubmission.class).withIdentity(schedule, Schedules.GROUP).build());
        JobDataMap data = new JobDataMap();
        data.put(Schedules.DEFINITION, DEFINITION);
        when(context.getMergedJobDataMap()).thenReturn(data);
        when(context.getScheduledFireTime()).thenReturn(new Date(0));
        return new Thread(() -> new ScheduledSubmission(submission, JsonMapper.shared()).execute(context));
    }

    @Test
    void shouldStoreOneAfterTheOtherSoThatOthersFindConnections() throws InterruptedException {
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch mayEnd = new CountDownLatch(1);
        when(submission.submit(any(), any(), any())).then(call -> {
            begun.incrementAndGet();
            mayEnd.await();
            return new SweepSubmission.Receipt(1, true);
        });
        List<Thread> atTheSameHour = IntStream.range(0, 4).mapToObj(i -> submitting("schedule " + i)).toList();

        atTheSameHour.forEach(Thread::start);
        await().until(() ->
                atTheSameHour.stream().filter(thread -> thread.getState() == Thread.State.BLOCKED).count() == 3);
        assertThat(begun).hasValue(1);

        mayEnd.countDown();
        for (Thread thread : atTheSameHour) {
            thread.join();
        }
        assertThat(begun).hasValue(4);
    }
}
