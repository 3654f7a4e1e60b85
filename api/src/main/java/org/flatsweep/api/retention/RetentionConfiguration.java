package org.flatsweep.api.retention;

import org.quartz.CronScheduleBuilder;
import org.quartz.Job;
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
        return job(MetricThinning.class, "metric-thinning");
    }

    @Bean
    Trigger metricThinningTrigger(JobDetail metricThinningJob) {
        return everyNight(metricThinningJob);
    }

    @Bean
    JobDetail logRetentionJob() {
        return job(LogRetention.class, "log-retention");
    }

    @Bean
    Trigger logRetentionTrigger(JobDetail logRetentionJob) {
        return everyNight(logRetentionJob);
    }

    private static JobDetail job(Class<? extends Job> type, String name) {
        return JobBuilder.newJob(type).withIdentity(name).storeDurably().build();
    }

    private static Trigger everyNight(JobDetail job) {
        return TriggerBuilder.newTrigger()
                .forJob(job)
                .withIdentity(job.getKey().getName())
                .withSchedule(CronScheduleBuilder.dailyAtHourAndMinute(HOUR, MINUTE)
                        .withMisfireHandlingInstructionDoNothing())
                .build();
    }
}
