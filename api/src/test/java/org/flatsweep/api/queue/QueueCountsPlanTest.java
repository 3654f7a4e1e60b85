package org.flatsweep.api.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.flatsweep.database.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** That looking at the queue counts the entries of indexes that have only the trials counted. */
class QueueCountsPlanTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final int FINISHED = 50_000;
    private static final int WAITING = 20_000;
    private static final int RUNNING = 10;

    @Test
    void shouldNotScanTheTable() throws SQLException {
        try (Connection connection = DATABASE.connect()) {
            JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            jdbc.sql("insert into sweep (name, definition, request_hash) values ('large', '{}', '')").update();
            jdbc.sql("""
                            insert into trial (sweep_id, number, config, method, dataset, model, seed,
                                               configuration_hash, identity, epochs, state, attempt, finished_at,
                                               worker_id, lease_until)
                            select 1, n, '{}', 'sgd', 'digits', 'WRN-10-1', 0, n::text, n::text, 1, state, n % 2,
                                   case when state = 'SUCCEEDED' then now() end,
                                   case when state = 'RUNNING' then 'w' end, case when state = 'RUNNING' then now() end
                            from generate_series(0, :trials - 1) n, lateral (
                                select case when n < :finished then 'SUCCEEDED'
                                            when n < :trials - :running then 'PENDING' else 'RUNNING' end) s (state)""")
                    .param("trials", FINISHED + WAITING + RUNNING)
                    .param("finished", FINISHED)
                    .param("running", RUNNING)
                    .update();
            jdbc.sql("vacuum analyze trial").update();

            assertThat(new QueueCounts(jdbc).now()).isEqualTo(new QueueView(WAITING, 0, RUNNING, 0, 0));

            assertThat(String.join("\n", jdbc.sql("explain " + QueueCounts.QUEUE).query(String.class).list()))
                    .contains("trial_by_state", "trial_fresh", "trial_begun", "trial_running")
                    .doesNotContain("Seq Scan on trial");
        }
    }
}
