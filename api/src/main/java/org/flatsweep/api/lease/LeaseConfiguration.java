package org.flatsweep.api.lease;

import org.flatsweep.api.upkeep.Upkeep;
import org.quartz.JobDetail;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The upkeep of the queue. */
@Configuration(proxyBeanMethods = false)
class LeaseConfiguration {

    private static final int INTERVAL_SECONDS = 5;

    @Bean
    JobDetail leaseReaperJob() {
        return Upkeep.job(LeaseReaper.class, "lease-reaper");
    }

    @Bean
    Trigger leaseReaperTrigger(JobDetail leaseReaperJob) {
        return everyFewSeconds(leaseReaperJob);
    }

    @Bean
    JobDetail sweepTenderJob() {
        return Upkeep.job(SweepTender.class, "sweep-tender");
    }

    @Bean
    Trigger sweepTenderTrigger(JobDetail sweepTenderJob) {
        return everyFewSeconds(sweepTenderJob);
    }

    private static Trigger everyFewSeconds(JobDetail job) {
        return Upkeep.trigger(job, SimpleScheduleBuilder.repeatSecondlyForever(INTERVAL_SECONDS)
                .withMisfireHandlingInstructionNextWithRemainingCount());
    }
}
