package org.flatsweep.api.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.flatsweep.api.problem.Problem;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The scheduled sweeps, which Quartz keeps in its tables. */
@Service
class Schedules {

    static final String GROUP = "schedules";
    static final String DEFINITION = "definition";

    private final Scheduler quartz;
    private final JsonMapper json;

    Schedules(Scheduler quartz, JsonMapper json) {
        this.quartz = quartz;
        this.json = json;
    }

    /** @throws Problem 409 if there is one of that name */
    Schedule create(NewSchedule schedule) {
        JobDetail job = JobBuilder.newJob(ScheduledSubmission.class)
                .withIdentity(schedule.name(), GROUP)
                .usingJobData(DEFINITION, json.writeValueAsString(schedule.definition()))
                // By another node if this one dies meanwhile; the submission's key keeps it from happening twice.
                .requestRecovery()
                .build();
        CronTrigger trigger = TriggerBuilder.newTrigger()
                .withIdentity(schedule.name(), GROUP)
                .withSchedule(CronScheduleBuilder.cronSchedule(schedule.cron())
                        .inTimeZone(TimeZone.getTimeZone(schedule.timeZone()))
                        // Missed times, while no node ran, are made up for by one submission.
                        .withMisfireHandlingInstructionFireAndProceed())
                .build();
        try {
            quartz.scheduleJob(job, trigger);
            return find(schedule.name());
        } catch (ObjectAlreadyExistsException e) {
            throw new Problem(HttpStatus.CONFLICT,
                    "there is a schedule '%s' already; delete it first".formatted(schedule.name()));
        } catch (JobPersistenceException e) {
            throw unreachable(e);
        } catch (SchedulerException e) {
            // Of a cron expression without any future time.
            throw new Problem(HttpStatus.UNPROCESSABLE_CONTENT, e.getMessage());
        }
    }

    /** @param after only those whose names come later */
    List<Schedule> byName(String after, int limit) {
        try {
            List<String> names = quartz.getJobKeys(GroupMatcher.jobGroupEquals(GROUP)).stream()
                    .map(JobKey::getName)
                    .filter(name -> name.compareTo(after) > 0)
                    .sorted()
                    .limit(limit)
                    .toList();
            List<Schedule> found = new ArrayList<>();
            for (String name : names) {
                read(name).ifPresent(found::add);
            }
            return found;
        } catch (SchedulerException e) {
            throw unreachable(e);
        }
    }

    /** @throws Problem 404 if there is no such schedule */
    Schedule find(String name) {
        try {
            return read(name).orElseThrow(() -> notFound(name));
        } catch (SchedulerException e) {
            throw unreachable(e);
        }
    }

    /** @throws Problem 404 if there is no such schedule */
    void delete(String name) {
        try {
            if (!quartz.deleteJob(new JobKey(name, GROUP))) {
                throw notFound(name);
            }
        } catch (SchedulerException e) {
            throw unreachable(e);
        }
    }

    private Optional<Schedule> read(String name) throws SchedulerException {
        JobDetail job = quartz.getJobDetail(new JobKey(name, GROUP));
        Trigger trigger = quartz.getTrigger(new TriggerKey(name, GROUP));
        if (job == null || !(trigger instanceof CronTrigger cron)) {
            return Optional.empty();
        }
        return Optional.of(new Schedule(name, cron.getCronExpression(), cron.getTimeZone().getID(),
                json.readValue(job.getJobDataMap().getString(DEFINITION), new TypeReference<>() {}),
                instant(trigger.getNextFireTime()), instant(trigger.getPreviousFireTime())));
    }

    private static Instant instant(Date date) {
        return date == null ? null : date.toInstant();
    }

    /** All that Quartz needs to answer is its tables. */
    private static DataAccessResourceFailureException unreachable(SchedulerException e) {
        return new DataAccessResourceFailureException("the tables of Quartz do not answer", e);
    }

    private static Problem notFound(String name) {
        return new Problem(HttpStatus.NOT_FOUND, "there is no schedule '%s'".formatted(name));
    }
}
