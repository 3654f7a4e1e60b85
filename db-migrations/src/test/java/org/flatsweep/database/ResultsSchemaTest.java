package org.flatsweep.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ResultsSchemaTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final Comparator<Double> WITHIN_ROUNDING =
            (a, b) -> Math.abs(a - b) < 1e-12 ? 0 : Double.compare(a, b);

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
        var row = row("select seeds, seeds_asked, seeds_missing, test_accuracy, test_standard_deviation,"
                + " test_standard_error, validation_accuracy from results.best_config where sweep_id = " + sweep);
        assertThat(row.subList(0, 3)).containsExactly("3", "3", "0");
        assertThat(row.subList(3, 7).stream().map(Double::parseDouble).toList())
                .usingElementComparator(WITHIN_ROUNDING)
                .containsExactly(0.93, 0.02, 0.02 / Math.sqrt(3), 0.92);
    }

    @Test
    void hasNoStandardErrorForOneSeed() throws SQLException {
        succeeded("sgd", "a", 0.9, 0.9);

        assertThat(row("select test_standard_error, test_standard_deviation, validation_standard_error"
                + " from results.best_config where sweep_id = " + sweep)).containsOnlyNulls();
    }

    @Test
    void keepsTestNumbersFromThoseWhoChooseAConfiguration() throws SQLException {
        assertThat(value("""
                select string_agg(attname, ' ') from pg_attribute
                where attrelid = 'results.configuration'::regclass and attname like '%test%'""")).isNull();
    }

    @Test
    void choosesOnValidationDataEvenWhereAnotherIsBetterOnTest() throws SQLException {
        succeeded("sam", "better-on-test", 0.90, 0.99);
        succeeded("sam", "better-on-validation", 0.91, 0.80);

        assertThat(row("select configuration_hash, test_accuracy, configurations, ties from results.best_config"
                + " where sweep_id = " + sweep)).containsExactly("better-on-validation", "0.8", "2", "0");
    }

    @Test
    void givesATieToTheFirstAndSaysSo() throws SQLException {
        succeeded("sam", "first", 0.9, 0.8);
        succeeded("sam", "second", 0.9, 0.9);

        assertThat(row("select configuration_hash, ties from results.best_config where sweep_id = " + sweep))
                .containsExactly("first", "1");
    }

    @Test
    void prefersACompleteConfigurationToALuckySeed() throws SQLException {
        succeeded("sam", "incomplete", 0.99, 0.99);
        trial("sam", "incomplete", "FAILED");
        succeeded("sam", "complete", 0.9, 0.9);
        succeeded("sam", "complete", 0.9, 0.9);

        assertThat(value("select configuration_hash from results.best_config where sweep_id = " + sweep))
                .isEqualTo("complete");
    }

    @Test
    void saysHowManySeedsAreMissing() throws SQLException {
        succeeded("sam", "a", 0.9, 0.9);
        trial("sam", "a", "PENDING");

        assertThat(row("select seeds, seeds_asked, seeds_missing, configurations_incomplete"
                + " from results.best_config where sweep_id = " + sweep)).containsExactly("1", "2", "1", "1");
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
                from results.best_config where sweep_id = %d and method = 'vae'""".formatted(sweep)))
                .containsExactly("higher", "2", "-91", "1", "-92", null, null, "ELBO");
        assertThat(row("""
                select validation_elbo, test_elbo, test_loss, measure
                from results.best_config where sweep_id = %d and method = 'sgd'""".formatted(sweep)))
                .containsExactly(null, null, "0", "ACCURACY");
    }

    @Test
    void leavesATieOfAccuraciesToTheFirstWhateverTheLosses() throws SQLException {
        insertResult(trial("sam", "first", "SUCCEEDED"), "0.9, 2", "0.8, 2");
        insertResult(trial("sam", "second", "SUCCEEDED"), "0.9, 1", "0.8, 1");

        assertThat(row("select configuration_hash, ties from results.best_config where sweep_id = " + sweep))
                .containsExactly("first", "1");
    }

    @Test
    void refusesHalfAnAccuracy() throws SQLException {
        long trial = trial("sam", "a", "SUCCEEDED");

        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> insertResult(trial, "null, 1", "0.5, 1"))
                .withMessageContaining("result_is_sound");
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
    void saysWhatEveryViewAndEveryColumnIs() throws SQLException {
        assertThat(value("""
                select string_agg(a.attrelid::regclass || '.' || a.attname, ' ')
                from pg_attribute a join pg_class c on c.oid = a.attrelid
                where c.relnamespace = 'results'::regnamespace and c.relkind in ('r', 'v') and a.attnum > 0
                  and (coalesce(col_description(c.oid, a.attnum), '') = ''
                      or coalesce(obj_description(c.oid), '') = '')""")).isNull();
    }

    @Test
    void saysFirstWhatARowOfEachViewIs() throws SQLException {
        assertThat(value("""
                select string_agg(relname || ': ' || obj_description(oid), ' ') from pg_class
                where relnamespace = 'results'::regnamespace and relkind in ('r', 'v')
                  and obj_description(oid) not like 'One row%'""")).isNull();
    }

    @Test
    void letsReadersReadTheResultsAndNothingElse() throws SQLException {
        succeeded("sam", "a", 0.9, 0.9);
        execute("set role flatsweep_reader");

        for (String view : List.of("trial", "metric", "configuration", "best_config", "published", "table_3", "table_4",
                "flatness", "probe", "attempts", "cost", "version")) {
            assertThat(value("select count(*) >= 0 from results." + view)).as(view).isEqualTo("t");
        }
        assertThat(value("select count(*) from results.trial where sweep_id = " + sweep)).isEqualTo("1");
        for (String statement : List.of("select from trial", "delete from results.published", "select from result",
                "create table results.mine ()")) {
            assertThatExceptionOfType(SQLException.class).as(statement).isThrownBy(() -> execute(statement))
                    .withMessageContaining("permission denied");
        }
    }

    /** Summed from the paper by hand, so that no cell is mistyped unseen. */
    @Test
    void holdsThePublishedCells() throws SQLException {
        assertThat(row("""
                select count(*), round(sum(test_accuracy)::numeric, 6), count(doubt), count(distinct (dataset, model))
                from results.published where paper_table = 3""")).containsExactly("16", "13.973700", "4", "4");
        assertThat(row("""
                select count(*), round(sum(test_accuracy)::numeric, 6), count(doubt), count(distinct (dataset, model))
                from results.published where paper_table = 4""")).containsExactly("4", "3.342400", "1", "2");
    }

    @Test
    void putsOursBesideEveryPublishedCell() throws SQLException {
        succeeded("sam", "a", 0.90, 0.95);
        succeeded("sam", "a", 0.90, 0.97);
        execute("update trial set dataset = 'cifar10', model = 'WRN-28-2' where sweep_id = " + sweep);

        assertThat(row("""
                select count(*), count(test_accuracy), round(sum(difference)::numeric, 6), sum(seeds)
                from results.table_3 where sweep_id = %d""".formatted(sweep)))
                .containsExactly("16", "1", "-0.001000", "2");
        assertThat(value("select count(*) from results.table_4 where sweep_id = " + sweep)).isEqualTo("0");
    }

    @Test
    void averagesTheProbesOfAConfiguration() throws SQLException {
        for (double value : List.of(3.0, 5.0)) {
            long trial = succeeded("sam", "a", 0.9, 0.9);
            execute("insert into metric (trial_id, attempt, epoch, name, value) values (%d, 1, 2, 'probe_ideal_sam', %s)"
                    .formatted(trial, value));
        }

        assertThat(row("select is_best, epoch, seeds, ideal_sam, ideal_sam_standard_error, ideal_mfvi"
                + " from results.flatness where sweep_id = " + sweep))
                .containsExactly("t", "2", "2", "4", "1", null);
    }

    @Test
    void tellsWhatFailedAndWhatItCost() throws SQLException {
        execute("insert into worker (id, hostname, device) values ('gpu', 'h', 'cuda:0, compute capability 90'),"
                + " ('cpu', 'h', 'cpu, 2 threads') on conflict do nothing");
        long trial = succeeded("sam", "a", 0.9, 0.9);
        execute("""
                insert into attempt (trial_id, attempt, worker_id, started_at, ended_at, ended, message)
                select %d, n, w, now(), now() + h * interval '1 hour', e, m
                from (values (1, 'gpu', 2, 'OUT_OF_MEMORY', '80 GiB'), (2, 'cpu', 1, 'DRAINED', null),
                             (3, 'gpu', 4, 'SUCCEEDED', null)) a (n, w, h, e, m)""".formatted(trial));

        assertThat(row("select trials, attempts, gpu_hours, cpu_hours, running_hours, failed_hours from results.cost"
                + " where sweep_id = " + sweep)).containsExactly("1", "3", "6", "1", "0", "2");
        assertThat(row("select attempt, device, message, seconds from results.attempts where message is not null"
                + " and sweep_id = " + sweep))
                .containsExactly("1", "cuda:0, compute capability 90", "80 GiB", "7200");
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
