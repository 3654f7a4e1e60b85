package org.flatsweep.api.retention;

import java.time.Duration;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Thins the curves of trials that ended long ago: of each metric at most some hundred epochs remain, the first and the
 * last among them, and nothing of attempts whose epochs no longer count. Some hundred trials at a time, each once.
 */
@DisallowConcurrentExecution
class MetricThinning implements Job {

    private static final Logger LOG = LoggerFactory.getLogger(MetricThinning.class);
    private static final int EPOCHS_KEPT = 100;
    private static final int TRIALS_AT_ONCE = 500;

    private final JdbcClient jdbc;
    private final RetentionSettings settings;

    MetricThinning(JdbcClient jdbc, RetentionSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    @Override
    public void execute(JobExecutionContext context) {
        settings.thinMetricsAfter().ifPresent(age -> {
            int trials = 0;
            for (int thinned = thin(age); thinned > 0; thinned = thin(age)) {
                trials += thinned;
            }
            LOG.info("thinned the curves of {} trials that ended {} ago or earlier", trials, age);
        });
    }

    /** @return the number of trials */
    int thin(Duration age) {
        return jdbc.sql("""
                        with old as (
                            update trial set thinned = true
                            where id in (
                                select id from trial
                                where not thinned and finished_at < now() - :seconds * interval '1 second'
                                order by finished_at
                                limit :trials
                                for update skip locked)
                            returning id, epoch, greatest(1, ceil(epoch / :kept))::integer as stride
                        ), removed as (
                            delete from metric m using old
                            where m.trial_id = old.id and (
                                m.epoch % old.stride <> 0 and m.epoch not in (1, old.epoch)
                                or exists (
                                    select from attempt later
                                    where later.trial_id = m.trial_id and later.attempt > m.attempt
                                      and later.resumed_from_epoch < m.epoch))
                        )
                        select count(*) from old""")
                .param("seconds", age.toSeconds())
                .param("trials", TRIALS_AT_ONCE)
                .param("kept", (double) EPOCHS_KEPT)
                .query(Integer.class)
                .single();
    }
}
