package org.flatsweep.api.retention;

import java.time.Duration;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Deletes old log lines of trials, some thousand at a time. */
@DisallowConcurrentExecution
class LogRetention implements Job {

    private static final Logger LOG = LoggerFactory.getLogger(LogRetention.class);
    private static final int LINES_AT_ONCE = 10_000;

    private final JdbcClient jdbc;
    private final RetentionSettings settings;

    LogRetention(JdbcClient jdbc, RetentionSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    @Override
    public void execute(JobExecutionContext context) {
        settings.deleteLogsAfter().ifPresent(age ->
                LOG.info("deleted {} log lines of trials, written {} ago or earlier", delete(age, LINES_AT_ONCE), age));
    }

    /** @return the number of lines */
    long delete(Duration age, int atOnce) {
        long deleted = 0;
        int lines = atOnce;
        while (lines == atOnce) {
            lines = jdbc.sql("""
                            delete from trial_log where (trial_id, id) in (
                                select trial_id, id from trial_log
                                where logged_at < now() - :seconds * interval '1 second'
                                order by logged_at
                                limit :lines)""")
                    .param("seconds", age.toSeconds())
                    .param("lines", atOnce)
                    .update();
            deleted += lines;
        }
        return deleted;
    }
}
