package org.flatsweep.api.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import java.util.Date;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.api.sweep.SweepSubmission;
import org.flatsweep.domain.InvalidSweepDefinitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.orm.jpa.JpaSystemException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import tools.jackson.databind.json.JsonMapper;

class ScheduledSubmissionTest {

    private static final String DEFINITION = """
            {"name": "smoke", "dataset": "digits", "model": {"name": "wrn", "depth": 10, "width": 1}, "epochs": 1,
             "methods": ["sgd"], "seeds": [0]}""";

    private final SweepSubmission submission = mock();

    private final SweepSubmission.Receipt stored = new SweepSubmission.Receipt(1, true);

    private Thread submitting(String schedule) {
        return new Thread(() -> submit(schedule, DEFINITION));
    }

    private void submit(String schedule, String definition) {
        JobExecutionContext context = mock();
        when(context.getJobDetail()).thenReturn(
                JobBuilder.newJob(ScheduledSubmission.class).withIdentity(schedule, Schedules.GROUP).build());
        JobDataMap data = new JobDataMap();
        data.put(Schedules.DEFINITION, definition);
        when(context.getMergedJobDataMap()).thenReturn(data);
        when(context.getScheduledFireTime()).thenReturn(new Date(0));
        new ScheduledSubmission(submission, JsonMapper.shared()).execute(context);
    }

    @ParameterizedTest
    @ValueSource(classes = {
        CannotCreateTransactionException.class, DataAccessResourceFailureException.class, QueryTimeoutException.class,
        RecoverableDataAccessException.class, TransactionSystemException.class, JpaSystemException.class
    })
    void shouldTryAgainUnderTheSameKeyWhereTheDatabaseFails(Class<? extends Throwable> failure) {
        when(submission.submit(any(), any(), any())).thenThrow(failure).thenReturn(stored);

        submit("nightly", DEFINITION);

        verify(submission, times(2)).submit(any(), any(), eq("schedule nightly at 1970-01-01T00:00:00Z"));
    }

    @Test
    void shouldNotTryAgainWhatIsRefused() {
        when(submission.submit(any(), any(), any())).thenThrow(
                new Problem(HttpStatus.UNPROCESSABLE_CONTENT, "the key belongs to another sweep"));

        assertThatExceptionOfType(Problem.class).isThrownBy(() -> submit("nightly", DEFINITION));
        verify(submission).submit(any(), any(), any());
    }

    @Test
    void shouldNotSubmitADefinitionThatIsNoLongerValid() {
        assertThatExceptionOfType(InvalidSweepDefinitionException.class)
                .isThrownBy(() -> submit("nightly", DEFINITION.replace("digits", "gone")));
        verifyNoInteractions(submission);
    }

    @Test
    void shouldStoreOneAfterTheOtherSoThatOthersFindConnections() throws InterruptedException {
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch mayEnd = new CountDownLatch(1);
        when(submission.submit(any(), any(), any())).then(call -> {
            begun.incrementAndGet();
            mayEnd.await();
            return stored;
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
