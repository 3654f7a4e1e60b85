package org.flatsweep.api.lease;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.flatsweep.api.log.LogFields;
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

    /**
     * Longer than workers need to renew their leases once the database is back: they try again every 3 s at most, and
     * beat every 5 s.
     */
    private static final Duration GRACE = Duration.ofSeconds(15);

    /** At a time; the attempts have the rest. */
    private static final int MAX_LINES = 100;

    private final JdbcClient jdbc;
    /** By this node. */
    private final Counter expired;

    LeaseReaper(JdbcClient jdbc, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.expired = meters.counter("flatsweep.leases.expired");
    }

    private record Taken(long sweepId, long id, String workerId) {}

    @Override
    public void execute(JobExecutionContext context) {
        reap(GRACE);
    }

    /**
     * A server that restarted or failed over closed all connections, hence one of ours that is older than the grace
     * tells that workers could have renewed their leases. The server's start does not: it comes before recovery, is
     * another's after a failover, and stays what it was where one of its processes crashed.
     *
     * @param grace after the API has reached the database again
     * @return the number of trials taken away
     */
    int reap(Duration grace) {
        List<Taken> taken = jdbc.sql("""
                        select id, sweep_id, worker_id
                        from (select id, sweep_id, worker_id,
                                     fail_attempt(id, attempt, true, 'LEASE_EXPIRED', format(
                                         'worker %s stopped sending heartbeats; its lease ended %s',
                                         worker_id, lease_until)) as state
                              from (select id, sweep_id, attempt, worker_id, lease_until from trial
                                    where state = 'RUNNING' and lease_until < now()
                                      and exists (
                                          select from pg_stat_activity
                                          where usename = session_user and datname = current_database()
                                            and backend_start < now() - :grace * interval '1 second')
                                    for update skip locked) expired) ended
                        where state is not null""")
                .param("grace", grace.toMillis() / 1e3)
                .query((row, number) ->
                        new Taken(row.getLong("sweep_id"), row.getLong("id"), row.getString("worker_id")))
                .list();
        expired.increment(taken.size());
        taken.stream().limit(MAX_LINES).forEach(trial -> LogFields.ofTrial(trial.sweepId, trial.id, () ->
                LOG.warn("trial {} was taken from worker {}, whose lease had expired", trial.id, trial.workerId)));
        if (taken.size() > MAX_LINES) {
            LOG.warn("and {} more trials were taken from workers whose leases had expired", taken.size() - MAX_LINES);
        }
        return taken.size();
    }
}
