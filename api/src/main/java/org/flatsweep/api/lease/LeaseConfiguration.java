package org.flatsweep.api.lease;

import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Schedules the reaper in Quartz's cluster: of all API nodes exactly one runs it each time. */
@Configuration(proxyBeanMethods = false)
class LeaseConfiguration {

    private static final int INTERVAL_SECONDS = 5;

    @Bean
    JobDetail leaseReaperJob() {
        return JobBuilder.newJob(LeaseReaper.class).withIdentity("lease-reaper").storeDurably().build();
    }

    @Bean
    Trigger leaseReaperTrigger(JobDetail leaseReaperJob) {
        return TriggerBuilder.newTrigger()
                .forJob(leaseReaperJob)
                .withIdentity("lease-reaper")
                .withSchedule(SimpleScheduleBuilder.repeatSecondlyForever(INTERVAL_SECONDS)
                        .withMisfireHandlingInstructionNextWithRemainingCount())
                .build();
    }
}
