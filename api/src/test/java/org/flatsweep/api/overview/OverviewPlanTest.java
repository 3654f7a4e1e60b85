package org.flatsweep.api.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.flatsweep.database.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What an overview touches in a sweep of 200,000 finished trials, of as many configurations. Rows, not seconds. */
class OverviewPlanTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final int TRIALS = 200_000;
    private static final int METHODS = 4;

    private static Connection connection;
    private static JdbcClient jdbc;

    @BeforeAll
    static void fill() throws SQLException {
        connection = DATABASE.connect();
        jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
        jdbc.sql("insert into sweep (name, definition, request_hash) values ('large', '{}', '')").update();
        jdbc.sql("""
                        insert into trial (sweep_id, number, config, method, dataset, model, seed, configuration_hash,
                                           identity, epochs, state, attempt, finished_at)
                        select 1, n, '{}', 'method ' || n % :methods, 'digits', 'WRN-10-1', 0, n::text, n::text, 1,
                               case when n < :trials - 50 then 'SUCCEEDED' else 'PENDING' end, 1,
                               case when n < :trials - 50 then now() - (:trials - n) * interval '1 second' end
                        from generate_series(0, :trials - 1) n""")
                .param("methods", METHODS).param("trials", TRIALS).update();
        jdbc.sql("""
                insert into attempt (trial_id, attempt, worker_id, started_at, ended_at, ended)
                select id, 1, 'w', finished_at - interval '2 seconds', finished_at, 'SUCCEEDED'
                from trial where state = 'SUCCEEDED'""").update();
        jdbc.sql("""
                insert into result (trial_id, attempt, train_loss, validation_loss, validation_accuracy, test_loss,
                                    test_accuracy, train_seconds, provenance)
                select id, 1, 1, 1, (number * 7919 % 10007) / 10007.0, 1, 0.5, 2, '{}'
                from trial where state = 'SUCCEEDED'""").update();
        // As a worker would have left it.
        jdbc.sql("""
                update trial set state = 'RUNNING', worker_id = 'w', lease_until = now()
                where state = 'PENDING' and number % 2 = 0""").update();
        for (String table : new String[] {"trial", "attempt", "configuration_summary"}) {
            jdbc.sql("vacuum analyze " + table).update();
        }
    }

    @AfterAll
    static void disconnect() throws SQLException {
        connection.close();
    }

    /** Rows and index entries of the table that reading an overview fetches, in a transaction of its own. */
    private static long fetched(String table) throws SQLException {
        connection.setAutoCommit(false);
        try {
            long before = counter(table);
            assertThat(new Overviews(jdbc).of(1).best()).hasSize(METHODS);
            return counter(table) - before;
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static long counter(String table) {
        return jdbc.sql("""
                        select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables
                        where relname = :table""")
                .param("table", table)
                .query(Long.class)
                .single();
    }

    @Test
    void shouldFetchSomeHundredRowsHoweverManyTrialsThereAre() throws SQLException {
        assertThat(fetched("trial")).isLessThan(500);
        assertThat(fetched("attempt")).isLessThan(500);
        assertThat(fetched("configuration_summary")).isLessThan(50);
    }

    @Test
    void shouldNameTheBestOfThoseMany() {
        assertThat(new Overviews(jdbc).of(1).best()).allSatisfy(best -> assertThat(best.validation())
                .isEqualTo(jdbc.sql("select max(validation) from configuration_summary where method = :method")
                        .param("method", best.method()).query(Double.class).single()));
    }
}
