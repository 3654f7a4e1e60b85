package org.flatsweep.api.queue;

import org.flatsweep.api.upkeep.Upkeep;
import org.quartz.CronScheduleBuilder;
import org.quartz.JobDetail;
import org.quartz.Trigger;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Once a minute, on one API node. */
@Configuration(proxyBeanMethods = false)
class QueueConfiguration {

    @Bean
    JobDetail queueSamplingJob() {
        return Upkeep.job(QueueSampling.class, "queue-sampling");
    }

    @Bean
    Trigger queueSamplingTrigger(JobDetail queueSamplingJob) {
        return Upkeep.trigger(queueSamplingJob,
                CronScheduleBuilder.cronSchedule("0 * * * * ?").withMisfireHandlingInstructionDoNothing());
    }
}
