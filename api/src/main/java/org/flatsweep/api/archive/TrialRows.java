package org.flatsweep.api.archive;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flatsweep.api.archive.ArchivedTrial.ArchivedAttempt;
import org.flatsweep.api.archive.ArchivedTrial.ArchivedResult;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.TrialConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Inserts the trials of an imported sweep, with their attempts and results, in batches. */
final class TrialRows {

    private static final int BATCH = 1_000;
    private static final int BATCH_CHARACTERS = 8 << 20;

    private record AttemptRow(long trialId, ArchivedAttempt attempt) {}

    private record ResultRow(long trialId, ArchivedResult result, String json) {}

    private final long sweepId;
    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final List<ArchivedTrial> batch = new ArrayList<>(BATCH);
    private int characters;
    private long trials;
    private long attempts;
    private long results;

    TrialRows(long sweepId, JdbcClient jdbc, JdbcTemplate batches) {
        this.sweepId = sweepId;
        this.jdbc = jdbc;
        this.batches = batches;
    }

    void add(ArchivedTrial trial) {
        batch.add(trial);
        characters += trial.json().length();
        if (batch.size() == BATCH || characters >= BATCH_CHARACTERS) {
            flush();
        }
    }

    /** @throws Problem 422 if the database refuses what none of the checks before did */
    void flush() {
        if (batch.isEmpty()) {
            return;
        }
        try {
            insert();
        } catch (DataIntegrityViolationException e) {
            throw new Problem(HttpStatus.UNPROCESSABLE_CONTENT, "%s, lines %d to %d: the database refuses a value: %s".formatted(
                    Manifest.TRIALS, batch.get(0).number() + 1, batch.get(batch.size() - 1).number() + 1,
                    e.getMostSpecificCause().getMessage()), e).with("entry", Manifest.TRIALS);
        }
        batch.clear();
        characters = 0;
    }

    private void insert() {
        batches.batchUpdate("""
                insert into trial (sweep_id, number, config, method, dataset, model, seed, configuration_hash, identity,
                                   epochs, measure, state, attempt, failures, retries, epoch, thinned,
                                   created_at, started_at, finished_at)
                values (?, ?, ?::jsonb -> 'config', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                batch, BATCH, this::bindTrial);
        Map<Integer, Long> ids = new HashMap<>();
        jdbc.sql("select number, id from trial where sweep_id = :sweep and number between :first and :last")
                .param("sweep", sweepId)
                .param("first", batch.get(0).number())
                .param("last", batch.get(batch.size() - 1).number())
                .query(row -> {
                    ids.put(row.getInt("number"), row.getLong("id"));
                });
        List<AttemptRow> attemptRows = new ArrayList<>();
        List<ResultRow> resultRows = new ArrayList<>();
        for (ArchivedTrial trial : batch) {
            long id = ids.get(trial.number());
            trial.attempts().forEach(attempt -> attemptRows.add(new AttemptRow(id, attempt)));
            if (trial.result() != null) {
                resultRows.add(new ResultRow(id, trial.result(), trial.json()));
            }
        }
        batches.batchUpdate("""
                insert into attempt (trial_id, attempt, worker_id, started_at, resumed_from_epoch, ended_at, ended, message)
                values (?, ?, ?, ?, ?, ?, ?, ?)""", attemptRows, BATCH, TrialRows::bindAttempt);
        batches.batchUpdate("""
                insert into result (trial_id, attempt, train_loss, validation_loss, validation_accuracy, test_loss,
                                    test_accuracy, train_seconds, provenance, committed_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb -> 'provenance', ?)""", resultRows, BATCH, TrialRows::bindResult);
        trials += batch.size();
        attempts += attemptRows.size();
        results += resultRows.size();
    }

    private void bindTrial(PreparedStatement row, ArchivedTrial trial) throws SQLException {
        TrialConfig config = trial.config();
        row.setLong(1, sweepId);
        row.setInt(2, trial.number());
        row.setString(3, trial.json());
        row.setString(4, config.method().key());
        row.setString(5, config.dataset().name());
        row.setString(6, config.model().label());
        row.setLong(7, config.seed());
        row.setString(8, config.configurationHash());
        row.setString(9, config.identity());
        row.setInt(10, config.integer(Hyperparameter.EPOCHS));
        row.setString(11, config.model().measure().name());
        row.setString(12, trial.state().name());
        row.setInt(13, trial.attempts().size());
        row.setInt(14, trial.failures());
        row.setInt(15, trial.retries());
        row.setInt(16, trial.epoch());
        row.setBoolean(17, trial.thinned());
        setTime(row, 18, trial.createdAt());
        setTime(row, 19, trial.startedAt());
        setTime(row, 20, trial.finishedAt());
    }

    private static void bindAttempt(PreparedStatement row, AttemptRow of) throws SQLException {
        ArchivedAttempt attempt = of.attempt();
        row.setLong(1, of.trialId());
        row.setInt(2, attempt.attempt());
        row.setString(3, attempt.workerId());
        setTime(row, 4, attempt.startedAt());
        row.setInt(5, attempt.resumedFromEpoch());
        setTime(row, 6, attempt.endedAt());
        row.setString(7, attempt.ended().name());
        row.setString(8, attempt.message());
    }

    private static void bindResult(PreparedStatement row, ResultRow of) throws SQLException {
        ArchivedResult result = of.result();
        row.setLong(1, of.trialId());
        row.setInt(2, result.attempt());
        row.setDouble(3, result.trainLoss());
        row.setDouble(4, result.validationLoss());
        row.setObject(5, result.validationAccuracy(), Types.DOUBLE);
        row.setDouble(6, result.testLoss());
        row.setObject(7, result.testAccuracy(), Types.DOUBLE);
        row.setDouble(8, result.trainSeconds());
        row.setString(9, of.json());
        setTime(row, 10, result.committedAt());
    }

    private static void setTime(PreparedStatement row, int index, @Nullable Instant time) throws SQLException {
        row.setObject(index, time == null ? null : time.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
    }

    long trials() {
        return trials;
    }

    long attempts() {
        return attempts;
    }

    long results() {
        return results;
    }
}
