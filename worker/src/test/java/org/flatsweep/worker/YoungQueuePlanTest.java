package org.flatsweep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.flatsweep.database.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a worker's word on its trial reads where the planner knows of no trial that runs, as before the first ones were
 * claimed, while thousands have run since and no vacuum has come by.
 */
class YoungQueuePlanTest {

    private static final int HAVE_RUN = 4_000;

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static QueueRows rows;

    @BeforeAll
    static void fill() {
        rows = new QueueRows(DATABASE);
        rows.database().sql("alter table trial set (autovacuum_enabled = off)").update();
        rows.trials(rows.sweep(3), 0, 3 * HAVE_RUN, "PENDING");
        rows.database().sql("vacuum analyze trial").update();
        rows.database().sql("""
                update trial set state = 'RUNNING', attempt = 1, worker_id = 'w', lease_until = now()
                where number <= ?""")
                .param(HAVE_RUN).update();
        rows.database().sql("""
                update trial set state = 'SUCCEEDED', worker_id = null, lease_until = null, finished_at = now()
                where number < ?""")
                .param(HAVE_RUN).update();
    }

    @AfterAll
    static void disconnect() {
        rows.close();
    }

    @Test
    void aHeartbeatReadsItsOwnTrialAlone() {
        long running = rows.database().sql("select id from trial where number = ?").param(HAVE_RUN)
                .query(Long.class).single();
        String heartbeat = """
                update trial set lease_until = now() where id = %d and attempt = 1 and state = 'RUNNING'
                """.formatted(running);

        // The first of a connection reads the functions that the checks of the table call.
        rows.pages(heartbeat);
        assertThat(rows.pages(heartbeat)).isLessThan(50);
    }
}
