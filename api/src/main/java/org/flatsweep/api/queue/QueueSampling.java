package org.flatsweep.api.queue;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keeps what the queue was each minute, and forgets what it was long ago. */
@DisallowConcurrentExecution
class QueueSampling implements Job {

    static final int DAYS_KEPT = 7;

    private final QueueCounts counts;
    private final JdbcClient jdbc;

    QueueSampling(QueueCounts counts, JdbcClient jdbc) {
        this.counts = counts;
        this.jdbc = jdbc;
    }

    @Override
    public void execute(JobExecutionContext context) {
        QueueView queue = counts.now();
        jdbc.sql("""
                        insert into queue_sample (at, pending, running, workers)
                        values (date_trunc('minute', now()), :pending, :running, :workers)
                        on conflict do nothing""")
                .param("pending", queue.pending() + queue.paused())
                .param("running", queue.running())
                .param("workers", queue.workersAlive())
                .update();
        jdbc.sql("delete from queue_sample where at < now() - :days * interval '1 day'")
                .param("days", DAYS_KEPT)
                .update();
    }
}
