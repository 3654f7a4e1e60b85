package org.flatsweep.api.retention;

import org.quartz.CronScheduleBuilder;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Once a night, on one API node. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RetentionSettings.class)
class RetentionConfiguration {

    private static final int HOUR = 3;
    private static final int MINUTE = 17;

    @Bean
    JobDetail metricThinningJob() {
        return JobBuilder.newJob(MetricThinning.class).withIdentity("metric-thinning").storeDurably().build();
    }

    @Bean
    Trigger metricThinningTrigger(JobDetail metricThinningJob) {
        return TriggerBuilder.newTrigger()
                .forJob(metricThinningJob)
                .withIdentity("metric-thinning")
                .withSchedule(CronScheduleBuilder.dailyAtHourAndMinute(HOUR, MINUTE)
                        .withMisfireHandlingInstructionDoNothing())
                .build();
    }
}
