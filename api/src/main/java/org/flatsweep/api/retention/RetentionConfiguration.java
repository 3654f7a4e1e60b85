package org.flatsweep.api.retention;

import org.flatsweep.api.upkeep.Upkeep;
import org.quartz.CronScheduleBuilder;
import org.quartz.JobDetail;
import org.quartz.Trigger;
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
        return Upkeep.job(MetricThinning.class, "metric-thinning");
    }

    @Bean
    Trigger metricThinningTrigger(JobDetail metricThinningJob) {
        return everyNight(metricThinningJob);
    }

    @Bean
    JobDetail logRetentionJob() {
        return Upkeep.job(LogRetention.class, "log-retention");
    }

    @Bean
    Trigger logRetentionTrigger(JobDetail logRetentionJob) {
        return everyNight(logRetentionJob);
    }

    private static Trigger everyNight(JobDetail job) {
        return Upkeep.trigger(job, CronScheduleBuilder.dailyAtHourAndMinute(HOUR, MINUTE)
                .withMisfireHandlingInstructionDoNothing());
    }
}
