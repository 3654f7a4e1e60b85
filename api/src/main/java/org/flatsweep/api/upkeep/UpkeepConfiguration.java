package org.flatsweep.api.upkeep;

import org.springframework.boot.quartz.autoconfigure.SchedulerFactoryBeanCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** What Quartz runs its jobs on. */
@Configuration(proxyBeanMethods = false)
class UpkeepConfiguration {

    /**
     * Of a fixed number of threads retention, which may take hours, and scheduled sweeps would leave none to the upkeep
     * of the queue. No job runs twice at a time, so there are never more threads than jobs.
     */
    @Bean
    SchedulerFactoryBeanCustomizer aThreadForEachJob() {
        return quartz -> quartz.setTaskExecutor(new SimpleAsyncTaskExecutor("quartz-"));
    }
}
