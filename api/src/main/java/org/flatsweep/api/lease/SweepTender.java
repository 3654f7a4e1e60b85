package org.flatsweep.api.lease;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Tells claims which sweeps have nothing left for them, and where the trials of the others begin, and forgets changes that
 * every API node has long seen.
 */
@DisallowConcurrentExecution
class SweepTender implements Job {

    private static final int CHANGES_KEPT = 100_000;

    private final JdbcClient jdbc;

    SweepTender(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void execute(JobExecutionContext context) {
        jdbc.sql("select tend_sweeps()").query(row -> {});
        jdbc.sql("delete from change where id <= (select max(id) from change) - :kept")
                .param("kept", CHANGES_KEPT)
                .update();
    }
}
