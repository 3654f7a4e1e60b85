package org.flatsweep.api.schedule;

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
import tools.jackson.databind.json.JsonMapper;

/** Submits the sweep of a schedule, once for each of its times. */
@DisallowConcurrentExecution
class ScheduledSubmission implements Job {

    private static final Logger LOG = LoggerFactory.getLogger(ScheduledSubmission.class);

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
        long sweep = submit(SweepDefinitionReader.read(document), document, key);
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
