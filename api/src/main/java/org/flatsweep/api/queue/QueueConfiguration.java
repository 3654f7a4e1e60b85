package org.flatsweep.api.queue;

import org.quartz.CronScheduleBuilder;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Once a minute, on one API node. */
@Configuration(proxyBeanMethods = false)
class QueueConfiguration {

    @Bean
    JobDetail queueSamplingJob() {
        return JobBuilder.newJob(QueueSampling.class).withIdentity("queue-sampling").storeDurably().build();
    }

    @Bean
    Trigger queueSamplingTrigger(JobDetail queueSamplingJob) {
        return TriggerBuilder.newTrigger()
                .forJob(queueSamplingJob)
                .withIdentity("queue-sampling")
                .withSchedule(CronScheduleBuilder.cronSchedule("0 * * * * ?").withMisfireHandlingInstructionDoNothing())
                .build();
    }
}
