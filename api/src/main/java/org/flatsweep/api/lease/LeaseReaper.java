package org.flatsweep.api.lease;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes trials away from workers whose lease has run out: back into the queue after a back-off, or FAILED when their
 * attempts are used up.
 *
 * <p>A row that a worker is committing to is locked and skipped, so a result that arrives at the last moment stands.
 */
@DisallowConcurrentExecution
class LeaseReaper implements Job {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseReaper.class);

    private final JdbcClient jdbc;

    LeaseReaper(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void execute(JobExecutionContext context) {
        reap();
    }

    /** @return the number of trials taken away */
    int reap() {
        int reaped = jdbc.sql("""
                        with expired as (
                            select t.id, t.attempt, t.worker_id, t.lease_until, t.failures + 1 as failures,
                                   t.failures + 1 >= s.max_attempts as used_up
                            from trial t join sweep s on s.id = t.sweep_id
                            where t.state = 'RUNNING' and t.lease_until < now()
                            for update of t skip locked),
                        ended as (
                            update attempt a
                            set ended = 'LEASE_EXPIRED', ended_at = now(),
                                message = format('worker %s stopped sending heartbeats; its lease ended %s',
                                                 e.worker_id, e.lease_until)
                            from expired e
                            where a.trial_id = e.id and a.attempt = e.attempt and a.ended is null)
                        update trial t
                        set state = case when e.used_up then 'FAILED' else 'PENDING' end,
                            finished_at = case when e.used_up then now() end,
                            failures = e.failures,
                            worker_id = null,
                            lease_until = null,
                            available_at = now() + retry_delay(e.failures)
                        from expired e
                        where t.id = e.id""")
                .update();
        if (reaped > 0) {
            LOG.warn("took {} trial{} away from workers that let the lease expire", reaped, reaped == 1 ? "" : "s");
        }
        return reaped;
    }
}
