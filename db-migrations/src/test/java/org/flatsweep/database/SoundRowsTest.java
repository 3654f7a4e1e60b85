package org.flatsweep.database;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tables of the queue keep out, whoever writes it. */
class SoundRowsTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private Connection connection;
    private Statement statement;

    @BeforeEach
    void insertOneOfEach() throws SQLException {
        connection = DATABASE.connect();
        connection.setAutoCommit(false);
        statement = connection.createStatement();
        statement.execute("""
                with s as (
                    insert into sweep (name, definition, request_hash) values ('s', '{}', '') returning id
                ), t as (
                    insert into trial (sweep_id, number, config, method, dataset, model, seed, configuration_hash,
                                       identity, epochs)
                    select id, 0, '{}', 'sgd', 'digits', 'wrn-10-1', 0, '', '', 1 from s
                    returning id
                ), a as (
                    insert into attempt (trial_id, attempt, worker_id) select id, 1, 'w' from t
                )
                insert into result (trial_id, attempt, train_loss, validation_loss, validation_accuracy, test_loss,
                                    test_accuracy, train_seconds, provenance)
                select id, 1, 0, 0, 0.5, 0, 0.5, 0, '{}' from t
                """);
    }

    @AfterEach
    void forget() throws SQLException {
        connection.rollback();
        connection.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "state = 'PENDING'", "state = 'RUNNING', worker_id = 'w', lease_until = now()",
        "state = 'SUCCEEDED', finished_at = now()", "state = 'FAILED', finished_at = now()",
        "state = 'CANCELLED', finished_at = now()", "state = 'PRUNED', finished_at = now()", "priority = 1000",
        "priority = -1000", "measure = 'ELBO'"})
    void takesTrialsAsTheyAre(String change) {
        assertThatCode(() -> statement.execute("update trial set " + change)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "number = -1", "epochs = 0", "attempt = -1", "failures = -1", "retries = -1", "priority = 1001",
        "priority = -1001", "measure = 'GUESS'", "state = 'LOST', finished_at = now()",
        "worker_id = 'w'", "lease_until = now()", "finished_at = now()",
        "state = 'RUNNING', lease_until = now()", "state = 'RUNNING', worker_id = 'w'",
        "state = 'RUNNING', worker_id = 'w', lease_until = now(), finished_at = now()",
        "state = 'SUCCEEDED', finished_at = now(), worker_id = 'w'",
        "state = 'FAILED', finished_at = now(), lease_until = now()", "state = 'CANCELLED'"})
    void keepsOutATrialThatContradictsItself(String change) {
        expectRefusal("update trial set " + change, "trial_is_sound");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "SUCCEEDED", "CANCELLED", "DRAINED", "PAUSED", "LEASE_EXPIRED", "CRASHED", "OUT_OF_MEMORY", "ERROR", "DIVERGED",
        "BAD_CONFIGURATION", "DATA_MISSING"})
    void takesAttemptsHoweverTheyEnd(String ended) {
        assertThatCode(() -> statement.execute("update attempt set ended_at = now(), ended = '" + ended + "'"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "attempt = 0", "resumed_from_epoch = -1", "ended = 'SUCCEEDED'", "ended_at = now()",
        "ended = 'LOST', ended_at = now()"})
    void keepsOutAnAttemptThatContradictsItself(String change) {
        expectRefusal("update attempt set " + change, "attempt_is_sound");
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "null, null"})
    void takesResultsWithAndWithoutAccuracies(String validation, String test) {
        assertThatCode(() -> statement.execute(
                "update result set validation_accuracy = %s, test_accuracy = %s".formatted(validation, test)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "train_seconds = -1", "validation_accuracy = 1.1", "validation_accuracy = -0.1", "test_accuracy = 1.1",
        "test_accuracy = -0.1", "validation_accuracy = null", "test_accuracy = null", "test_accuracy = 'NaN'"})
    void keepsOutAResultThatCannotBe(String change) {
        expectRefusal("update result set " + change, "result_is_sound");
    }

    private void expectRefusal(String update, String constraint) {
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> statement.execute(update))
                .withMessageContaining(constraint);
    }
}
