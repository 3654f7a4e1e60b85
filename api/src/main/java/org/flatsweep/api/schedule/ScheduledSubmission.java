package org.flatsweep.api.schedule;

import java.time.Duration;
import java.time.Instant;
import org.flatsweep.api.log.LogFields;
import org.flatsweep.api.sweep.SweepSubmission;
import org.flatsweep.domain.SweepDefinition;
import org.flatsweep.domain.SweepDefinitionReader;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.dao.UncategorizedDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import tools.jackson.databind.json.JsonMapper;

/** Submits the sweep of a schedule, once for each of its times. */
@DisallowConcurrentExecution
class ScheduledSubmission implements Job {

    private static final Logger LOG = LoggerFactory.getLogger(ScheduledSubmission.class);

    /** Hibernate has no category for the rollback of a connection that was lost, which hides what lost it. */
    private static final RetryTemplate THROUGH_OUTAGE = new RetryTemplate(RetryPolicy.builder()
            .includes(
                    DataAccessResourceFailureException.class, TransientDataAccessException.class,
                    RecoverableDataAccessException.class, CannotCreateTransactionException.class,
                    TransactionSystemException.class, UncategorizedDataAccessException.class)
            .maxRetries(Long.MAX_VALUE)
            .timeout(Duration.ofMinutes(10))
            .delay(Duration.ofSeconds(1))
            .multiplier(2)
            .maxDelay(Duration.ofSeconds(15))
            .build());

    private final SweepSubmission submission;
    private final JsonMapper json;

    ScheduledSubmission(SweepSubmission submission, JsonMapper json) {
        this.submission = submission;
        this.json = json;
    }

    @Override
    public void execute(JobExecutionContext context) {
        String name = context.getJobDetail().getKey().getName();
        Object document = json.readValue(context.getMergedJobDataMap().getString(Schedules.DEFINITION), Object.class);
        String key = "schedule %s at %s".formatted(name, due(context));
        SweepDefinition definition = SweepDefinitionReader.read(document);
        // The key keeps what was stored after all from being stored again.
        long sweep = THROUGH_OUTAGE.invoke(() -> submit(definition, document, key));
        LogFields.ofSweep(sweep, () -> LOG.info("schedule {} submitted sweep {}", name, sweep));
    }

    /** One after the other on a node: many schedules name the same hour, and there are few connections. */
    private long submit(SweepDefinition definition, Object document, String key) {
        synchronized (ScheduledSubmission.class) {
            return submission.submit(definition, document, key).sweepId();
        }
    }

    /** For what a dead node began, the time at which that was due. */
    private static Instant due(JobExecutionContext context) {
        return context.isRecovering()
                ? Instant.ofEpochMilli(context.getMergedJobDataMap().getLongFromString(
                        Scheduler.FAILED_JOB_ORIGINAL_TRIGGER_SCHEDULED_FIRETIME_IN_MILLISECONDS))
                : context.getScheduledFireTime().toInstant();
    }
}
