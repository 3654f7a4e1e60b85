package org.flatsweep.api.lease;

import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Schedules the upkeep of the queue in Quartz's cluster: of all API nodes exactly one runs each job each time. */
@Configuration(proxyBeanMethods = false)
class LeaseConfiguration {

    private static final int INTERVAL_SECONDS = 5;

    @Bean
    JobDetail leaseReaperJob() {
        return job(LeaseReaper.class, "lease-reaper");
    }

    @Bean
    Trigger leaseReaperTrigger(JobDetail leaseReaperJob) {
        return everyFewSeconds(leaseReaperJob);
    }

    @Bean
    JobDetail sweepTenderJob() {
        return job(SweepTender.class, "sweep-tender");
    }

    @Bean
    Trigger sweepTenderTrigger(JobDetail sweepTenderJob) {
        return everyFewSeconds(sweepTenderJob);
    }

    private static JobDetail job(Class<? extends Job> type, String name) {
        return JobBuilder.newJob(type).withIdentity(name).storeDurably().build();
    }

    private static Trigger everyFewSeconds(JobDetail job) {
        return TriggerBuilder.newTrigger()
                .forJob(job)
                .withIdentity(job.getKey().getName())
                .withSchedule(SimpleScheduleBuilder.repeatSecondlyForever(INTERVAL_SECONDS)
                        .withMisfireHandlingInstructionNextWithRemainingCount())
                .build();
    }
}
