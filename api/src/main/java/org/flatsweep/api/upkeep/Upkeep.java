package org.flatsweep.api.upkeep;

import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.ScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;

/** Jobs that Quartz's cluster has run: of all API nodes exactly one runs each of them each time. */
public final class Upkeep {

    private Upkeep() {}

    public static JobDetail job(Class<? extends Job> type, String name) {
        return JobBuilder.newJob(type).withIdentity(name).storeDurably().build();
    }

    /** The one trigger of a job, by whose name it goes. */
    public static Trigger trigger(JobDetail job, ScheduleBuilder<?> schedule) {
        return TriggerBuilder.newTrigger()
                .forJob(job)
                .withIdentity(job.getKey().getName())
                .withSchedule(schedule)
                .build();
    }
}
