package org.flatsweep.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ResultsSchemaTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private Connection connection;
    private long sweep;
    private int number;

    @BeforeEach
    void createSweep() throws SQLException {
        connection = DATABASE.connect();
        sweep = Long.parseLong(value("insert into sweep (name, definition, request_hash) values ('s', '{}', 'h') returning id"));
        number = 0;
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    @Test
    void averagesAConfigurationOverItsSeeds() throws SQLException {
        succeeded("sam", "a", 0.90, 0.91);
        succeeded("sam", "a", 0.92, 0.95);
        succeeded("sam", "a", 0.94, 0.93);

        // By hand: mean 0.93, sample standard deviation 0.02, standard error 0.02/√3.
        var row = row("select seeds, seeds_asked, test_accuracy, test_standard_error, validation_accuracy"
                + " from results.configuration where sweep_id = " + sweep);
        assertThat(row.subList(0, 2)).containsExactly("3", "3");
        assertThat(Double.parseDouble(row.get(2))).isEqualTo(0.93, within(1e-12));
        assertThat(Double.parseDouble(row.get(3))).isEqualTo(0.02 / Math.sqrt(3), within(1e-12));
        assertThat(Double.parseDouble(row.get(4))).isEqualTo(0.92, within(1e-12));
    }

    @Test
    void hasNoStandardErrorForOneSeed() throws SQLException {
        succeeded("sgd", "a", 0.9, 0.9);

        assertThat(value("select test_standard_error from results.configuration where sweep_id = " + sweep)).isNull();
    }

    @Test
    void choosesOnValidationDataEvenWhereAnotherIsBetterOnTest() throws SQLException {
        succeeded("sam", "better-on-test", 0.90, 0.99);
        succeeded("sam", "better-on-validation", 0.91, 0.80);

        assertThat(row("select configuration_hash, test_accuracy, configurations, ties from results.best_configuration"
                + " where sweep_id = " + sweep)).containsExactly("better-on-validation", "0.8", "2", "0");
    }

    @Test
    void givesATieToTheFirstAndSaysSo() throws SQLException {
        succeeded("sam", "first", 0.9, 0.8);
        succeeded("sam", "second", 0.9, 0.9);

        assertThat(row("select configuration_hash, ties from results.best_configuration where sweep_id = " + sweep))
                .containsExactly("first", "1");
    }

    @Test
    void prefersACompleteConfigurationToALuckySeed() throws SQLException {
        succeeded("sam", "incomplete", 0.99, 0.99);
        trial("sam", "incomplete", "FAILED");
        succeeded("sam", "complete", 0.9, 0.9);
        succeeded("sam", "complete", 0.9, 0.9);

        assertThat(value("select configuration_hash from results.best_configuration where sweep_id = " + sweep))
                .isEqualTo("complete");
    }

    @Test
    void saysHowManySeedsAreMissing() throws SQLException {
        succeeded("sam", "a", 0.9, 0.9);
        trial("sam", "a", "PENDING");

        assertThat(row("select seeds, seeds_asked from results.best_configuration where sweep_id = " + sweep))
                .containsExactly("1", "2");
    }

    @Test
    void choosesByTheEvidenceLowerBoundWhereThatIsTheMeasure() throws SQLException {
        for (double loss : List.of(90.0, 92.0)) {
            loss(judgedByElbo("higher"), loss, loss + 1);
        }
        for (double loss : List.of(91.0, 93.0)) {
            loss(judgedByElbo("lower"), loss, 0);
        }
        succeeded("sgd", "a", 0.9, 0.9);

        // By hand: mean −91, sample standard deviation √2 over √2 seeds.
        assertThat(row("""
                select configuration_hash, seeds, validation_elbo, validation_loss_standard_error, test_elbo,
                       validation_accuracy, test_accuracy, measure
                from results.best_configuration where sweep_id = %d and method = 'vae'""".formatted(sweep)))
                .containsExactly("higher", "2", "-91", "1", "-92", null, null, "ELBO");
        assertThat(row("""
                select validation_elbo, test_elbo, test_loss, measure
                from results.best_configuration where sweep_id = %d and method = 'sgd'""".formatted(sweep)))
                .containsExactly(null, null, "0", "ACCURACY");
    }

    @Test
    void leavesATieOfAccuraciesToTheFirstWhateverTheLosses() throws SQLException {
        insertResult(trial("sam", "first", "SUCCEEDED"), "0.9, 2", "0.8, 2");
        insertResult(trial("sam", "second", "SUCCEEDED"), "0.9, 1", "0.8, 1");

        assertThat(row("select configuration_hash, ties from results.best_configuration where sweep_id = " + sweep))
                .containsExactly("first", "1");
    }

    @Test
    void refusesHalfAnAccuracy() throws SQLException {
        long trial = trial("sam", "a", "SUCCEEDED");

        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> insertResult(trial, "null, 1", "0.5, 1"))
                .withMessageContaining("result_check");
    }

    @Test
    void holdsOneResultATrial() throws SQLException {
        long trial = succeeded("sam", "a", 0.9, 0.9);

        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> result(trial, 0.8, 0.8))
                .withMessageContaining("result_pkey");
    }

    @Test
    void refusesAMetricThatIsNoNumber() {
        for (String value : List.of("NaN", "Infinity", "-Infinity")) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> execute("insert into metric values (1, 1, 'loss', 1, '%s')".formatted(value)))
                    .withMessageContaining("metric_value_check");
        }
    }

    @Test
    void showsOnlyTheEpochsThatTheCurrentAttemptContinues() throws SQLException {
        long trial = trial("sam", "a", "PENDING");
        for (String attempt : List.of("1, 0", "2, 2")) {
            execute("insert into attempt (trial_id, attempt, resumed_from_epoch, worker_id) select %d, a, r, 'w'"
                    .formatted(trial) + " from (values (%s)) v (a, r)".formatted(attempt));
        }
        for (String metric : List.of("1, 1, 0.5", "1, 2, 0.6", "1, 3, 0.1", "2, 3, 0.7")) {
            execute("insert into metric (trial_id, attempt, epoch, value, name) select %d, a, e, v, 'accuracy'"
                    .formatted(trial) + " from (values (%s)) x (a, e, v)".formatted(metric));
        }

        assertThat(value("select string_agg(epoch || ':' || value, ' ' order by epoch) from live_metric where trial_id = "
                + trial)).isEqualTo("1:0.5 2:0.6 3:0.7");
    }

    @Test
    void laysOutTheProbesOfAnEpochInOneRow() throws SQLException {
        long trial = trial("sam", "a", "PENDING");
        for (String metric : List.of("1, 'probe_loss', 0.5", "1, 'probe_lambda_max', 90", "1, 'probexloss', 7",
                "2, 'train_loss', 0.4", "3, 'probe_loss', 0.3", "3, 'probe_kl', 1e5")) {
            execute("insert into metric (trial_id, attempt, epoch, name, value) values (%d, 1, %s)"
                    .formatted(trial, metric));
        }

        assertThat(value("select string_agg(concat_ws(':', epoch, loss, lambda_max, kl), ' ' order by epoch)"
                + " from results.probe where sweep_id = " + sweep)).isEqualTo("1:0.5:90 3:0.3:100000");
    }

    @Test
    void saysWhatEveryProbeIs() throws SQLException {
        assertThat(value("""
                select string_agg(a.attname, ' ') from pg_attribute a
                where a.attrelid = 'results.probe'::regclass and a.attnum > 9 and a.attname not like '%\\_error'
                  and col_description(a.attrelid, a.attnum) is null""")).isNull();
    }

    @Test
    void keepsAStateItsColumnsContradictOut() {
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> trial("sam", "a", "RUNNING"))
                .withMessageContaining("violates check constraint");
    }

    private long succeeded(String method, String configuration, double validation, double test) throws SQLException {
        long trial = trial(method, configuration, "SUCCEEDED");
        result(trial, validation, test);
        return trial;
    }

    private long trial(String method, String configuration, String state) throws SQLException {
        boolean isFinal = state.equals("SUCCEEDED") || state.equals("FAILED");
        return Long.parseLong(value("""
                insert into trial (sweep_id, number, config, method, dataset, model, seed, configuration_hash, identity,
                                   epochs, state, finished_at)
                values (%d, %d, '{"hyperparameters": {}}', '%s', 'digits', 'WRN-10-1', %d, '%s', '%d', 1, '%s', %s)
                returning id""".formatted(
                        sweep, number, method, number, configuration, number++, state, isFinal ? "now()" : "null")));
    }

    private long judgedByElbo(String configuration) throws SQLException {
        long trial = trial("vae", configuration, "SUCCEEDED");
        execute("update trial set measure = 'ELBO' where id = " + trial);
        return trial;
    }

    private void loss(long trial, double validation, double test) throws SQLException {
        insertResult(trial, "null, " + validation, "null, " + test);
    }

    private void result(long trial, double validation, double test) throws SQLException {
        insertResult(trial, validation + ", 0", test + ", 0");
    }

    /** @param validation accuracy and loss, as is {@code test} */
    private void insertResult(long trial, String validation, String test) throws SQLException {
        execute("""
                insert into result (trial_id, attempt, train_loss, validation_accuracy, validation_loss, test_accuracy,
                                    test_loss, train_seconds, provenance)
                values (%d, 1, 0, %s, %s, 1, '{}')""".formatted(trial, validation, test));
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String value(String sql) throws SQLException {
        return row(sql).get(0);
    }

    private List<String> row(String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).as("a row").isTrue();
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                row.add(result.getString(i));
            }
            assertThat(result.next()).as("a second row").isFalse();
            return row;
        }
    }
}
