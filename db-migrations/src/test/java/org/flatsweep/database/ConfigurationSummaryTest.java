package org.flatsweep.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The sums over seeds that overviews read: of results from before there were sums, and of those since. */
class ConfigurationSummaryTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final String TRIALS = """
            insert into sweep (name, definition, request_hash) values ('s', '{}', 'h');
            insert into trial (sweep_id, number, config, method, dataset, model, seed, configuration_hash, identity,
                               epochs, measure, state, finished_at)
            select 1, n, '{}', 'sam', 'digits', 'WRN-10-1', n % 3, 'c' || n / 3, 'i' || n, 10,
                   case when n < 6 then 'ACCURACY' else 'ELBO' end, 'SUCCEEDED', now()
            from generate_series(0, 8) n;
            """;

    /** Of the second configuration one seed is missing. */
    private static final String RESULTS = """
            insert into result (trial_id, attempt, train_loss, validation_loss, validation_accuracy, test_loss,
                                test_accuracy, train_seconds, provenance)
            select id, 1, 1, number, case measure when 'ACCURACY' then number / 8.0 end, 1,
                   case measure when 'ACCURACY' then 0.5 end, 2, '{}'
            from trial where number <> 4;
            """;

    private static final List<String> SUMMARIES = List.of(
            "c0 ACCURACY first 0 seeds 3 validation 0.125 seconds 6 epochs 30",
            "c1 ACCURACY first 3 seeds 2 validation 0.5 seconds 4 epochs 20",
            "c2 ELBO first 6 seeds 3 validation -7 seconds 6 epochs 30");

    private static void migrate(String url, String version) {
        Flyway.configure()
                .dataSource(url, DATABASE.address().user(), DATABASE.address().password())
                .target(version)
                .load()
                .migrate();
    }

    private static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, DATABASE.address().user(), DATABASE.address().password());
    }

    private static String emptyDatabase(String name) throws SQLException {
        try (Connection admin = DATABASE.connect(); Statement statement = admin.createStatement()) {
            statement.execute("create database " + name + " template template0");
        }
        return DATABASE.address().jdbcUrl().replaceFirst("/[^/?]+(\\?.*)?$", "/" + name);
    }

    private static List<String> summaries(Statement statement) throws SQLException {
        List<String> summaries = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("""
                select format('%s %s first %s seeds %s validation %s seconds %s epochs %s', configuration_hash, measure,
                              first_number, seeds, validation, train_seconds, epochs)
                from configuration_summary order by configuration_hash""")) {
            while (rows.next()) {
                summaries.add(rows.getString(1));
            }
        }
        return summaries;
    }

    @Test
    void sumsUpResultsFromBeforeThereWereSums() throws SQLException {
        String url = emptyDatabase("before_sums");
        migrate(url, "8");
        try (Connection connection = connect(url); Statement statement = connection.createStatement()) {
            statement.execute(TRIALS);
            statement.execute(RESULTS);

            migrate(url, "latest");

            assertThat(summaries(statement)).isEqualTo(SUMMARIES);
        }
    }

    @Test
    void addsResultsThatComeOneByOneOrManyAtOnce() throws SQLException {
        String url = emptyDatabase("with_sums");
        migrate(url, "latest");
        try (Connection connection = connect(url); Statement statement = connection.createStatement()) {
            statement.execute(TRIALS);
            // The last of each configuration first.
            for (int number : new int[] {2, 5, 8}) {
                statement.execute(RESULTS.replace("number <> 4", "number = " + number));
            }
            statement.execute(RESULTS.replace("number <> 4", "number not in (2, 4, 5, 8)"));

            assertThat(summaries(statement)).isEqualTo(SUMMARIES);
        }
    }

    @Test
    void refusesNoResultForWhatItCannotSumUp() throws SQLException {
        String url = emptyDatabase("without_accuracy");
        migrate(url, "latest");
        try (Connection connection = connect(url); Statement statement = connection.createStatement()) {
            statement.execute(TRIALS);

            statement.execute("""
                    insert into result (trial_id, attempt, train_loss, validation_loss, test_loss, train_seconds, provenance)
                    values (1, 1, 1, 1, 1, 1, '{}')""");

            assertThat(summaries(statement)).isEmpty();
        }
    }
}
