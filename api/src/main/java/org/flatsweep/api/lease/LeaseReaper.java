package org.flatsweep.api.lease;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
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
    /** By this node. */
    private final Counter expired;

    LeaseReaper(JdbcClient jdbc, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.expired = meters.counter("flatsweep.leases.expired");
    }

    @Override
    public void execute(JobExecutionContext context) {
        reap();
    }

    /** @return the number of trials taken away */
    int reap() {
        int reaped = jdbc.sql("""
                        select count(fail_attempt(id, attempt, true, 'LEASE_EXPIRED', format(
                            'worker %s stopped sending heartbeats; its lease ended %s', worker_id, lease_until)))
                        from (select id, attempt, worker_id, lease_until from trial
                              where state = 'RUNNING' and lease_until < now()
                              for update skip locked) expired""")
                .query(Integer.class)
                .single();
        if (reaped > 0) {
            expired.increment(reaped);
            LOG.warn("took {} trial{} away from workers that let the lease expire", reaped, reaped == 1 ? "" : "s");
        }
        return reaped;
    }
}
