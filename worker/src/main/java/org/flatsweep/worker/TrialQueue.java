package org.flatsweep.worker;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.flatsweep.domain.AttemptEnd;
import org.flatsweep.domain.TrialState;
import org.flatsweep.training.Checkpoint;
import org.flatsweep.training.TrialResult;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * A worker's moves on the queue. Each is one SQL statement, hence atomic, by the database's clock.
 *
 * <p>All but {@link #claim} begin by updating the trial under its {@link Fence} and derive everything else they write
 * from the row so locked; a stale attempt finds none, writes nothing and gets a {@link LeaseLostException}.
 */
@Component
class TrialQueue {

    private static final String CLAIM =
            "select * from claim_trial(:worker, :datasets, :gpuBytes::bigint, :lease * interval '1 millisecond')";

    private static final String RENEW = """
            update trial t
            set lease_until = now() + :lease * interval '1 millisecond'
            from sweep s
            where t.id = :trial and t.attempt = :attempt and t.state = 'RUNNING' and s.id = t.sweep_id
            returning coalesce(t.paused_at, s.paused_at) is not null
            """;

    private static final String RESUME = """
            with held as (
                update trial
                set epoch = :epoch
                where id = :trial and attempt = :attempt and state = 'RUNNING'
                returning id
            ), resumed as (
                update attempt
                set resumed_from_epoch = :epoch
                from held
                where trial_id = held.id and attempt = :attempt
            ), abandoned as (
                delete from checkpoint using held where trial_id = held.id and (epoch, step) > (:epoch, :step)
            )
            select id from held
            """;

    private static final String SAVE_CHECKPOINT = """
            insert into checkpoint (trial_id, attempt, epoch, step, location, sha256, bytes)
            select held.id, :attempt, :checkpointEpoch, :step, :location, :sha256, :bytes
            from held
            where :location::text is not null
            on conflict (trial_id) do update
            set attempt = excluded.attempt, epoch = excluded.epoch, step = excluded.step, location = excluded.location,
                sha256 = excluded.sha256, bytes = excluded.bytes, created_at = now()
            """;

    private static final String RECORD_EPOCH = """
            with held as (
                update trial
                set epoch = :epoch
                where id = :trial and attempt = :attempt and state = 'RUNNING'
                returning id
            ), recorded as (
                insert into metric (trial_id, attempt, name, epoch, value)
                select held.id, :attempt, m.name, :epoch, m.value
                from held, unnest(:names::text[], :values::double precision[]) as m (name, value)
                on conflict do nothing
            ), saved as (
                %s
            )
            select id from held
            """.formatted(SAVE_CHECKPOINT);

    private static final String COMPLETE = """
            with held as (
                update trial
                set state = 'SUCCEEDED', worker_id = null, lease_until = null, finished_at = now()
                where id = :trial and attempt = :attempt and state = 'RUNNING'
                returning id, to_char(started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as started,
                          to_char(finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as finished
            ), delivered as (
                insert into result (trial_id, attempt, train_loss, validation_loss, validation_accuracy, test_loss,
                                    test_accuracy, train_seconds, provenance)
                select held.id, :attempt, :trainLoss, :validationLoss, :validationAccuracy::double precision, :testLoss,
                       :testAccuracy::double precision, :trainSeconds,
                       -- Said here too, as a result may come to stand for another trial.
                       :provenance::jsonb || jsonb_build_object('started_at', started, 'ended_at', finished)
                from held
            ), ended as (
                update attempt
                set ended = 'SUCCEEDED', ended_at = now()
                from held
                where trial_id = held.id and attempt = :attempt
            ), obsolete as (
                delete from checkpoint using held where trial_id = held.id
            )
            select id from held
            union all
            -- Said again because the answer to the first time was lost with the connection.
            select trial_id from result where trial_id = :trial and attempt = :attempt
            """;

    private static final String FAIL = "select fail_attempt(:trial, :attempt, :retryable, :ended, :message)";

    private static final String RELEASE = """
            with held as (
                update trial
                set state = 'PENDING', worker_id = null, lease_until = null, available_at = now()
                where id = :trial and attempt = :attempt and state = 'RUNNING'
                returning id
            ), saved as (
                %s
            ), ended as (
                update attempt
                set ended = :ended, ended_at = now()
                from held
                where trial_id = held.id and attempt = :attempt
            )
            select id from held
            """.formatted(SAVE_CHECKPOINT);

    private static final String CRASHED = """
            select count(fail_attempt(id, attempt, true, 'CRASHED', :message))
            from (select id, attempt from trial where state = 'RUNNING' and worker_id = :worker for update) held
            """;

    private static final String RELEASE_ALL = """
            with held as (
                update trial
                set state = 'PENDING', worker_id = null, lease_until = null, available_at = now()
                where state = 'RUNNING' and worker_id = :worker
                returning id, attempt
            ), ended as (
                update attempt
                set ended = 'DRAINED', ended_at = now()
                from held
                where trial_id = held.id and attempt.attempt = held.attempt
            )
            select count(*) from held
            """;

    private static final JsonMapper JSON = new JsonMapper();

    private final JdbcClient database;

    TrialQueue(JdbcClient database) {
        this.database = database;
    }

    /**
     * Takes a trial that {@code machine} can train for {@code lease} and begins its next attempt, which is expected to
     * resume from the newest checkpoint. Sweeps of the highest priority take turns; {@code claim_trial} has the rule.
     */
    Optional<ClaimedTrial> claim(String workerId, Capabilities machine, Duration lease) {
        return database.sql(CLAIM)
                .param("worker", workerId)
                .param("datasets", machine.datasets().toArray(String[]::new))
                .param("gpuBytes", machine.gpuBytes().orElse(null))
                .param("lease", lease.toMillis())
                .query((row, i) -> claimed(row))
                .optional();
    }

    private static ClaimedTrial claimed(ResultSet row) throws SQLException {
        return new ClaimedTrial(
                new Fence(row.getLong("trial_id"), row.getInt("attempt")),
                row.getLong("sweep_id"),
                row.getInt("number"),
                row.getString("config"),
                new ClaimedTrial.Recorded(row.getInt("checkpoint_attempt"), row.getInt("checkpoint_epoch"),
                        row.getInt("checkpoint_step")));
    }

    /**
     * Extends the lease from now, even one that has expired unless the trial was given away since.
     *
     * @return what the trial's worker is to do
     */
    Order renew(Fence fence, Duration lease) {
        return fenced(RENEW, fence)
                .param("lease", lease.toMillis())
                .query(Boolean.class)
                .optional()
                .map(paused -> paused ? Order.PAUSE : Order.GO_ON)
                .orElseThrow(() -> new LeaseLostException(fence));
    }

    /**
     * Begins the attempt's curve after {@code epoch} epochs, and {@code step} steps of the next, 0 and 0 being from
     * scratch: what earlier attempts recorded past it no longer counts, nor does a checkpoint past it.
     */
    void resume(Fence fence, int epoch, int step) {
        apply(fenced(RESUME, fence).param("epoch", epoch).param("step", step), fence);
    }

    /** Records a completed epoch; doing so again changes nothing. */
    void recordEpoch(Fence fence, int epoch, Map<String, Double> metrics, Optional<Checkpoint> checkpoint) {
        apply(withCheckpoint(RECORD_EPOCH, fence, checkpoint)
                .param("epoch", epoch)
                .param("names", metrics.keySet().toArray(String[]::new))
                .param("values", metrics.values().toArray(Double[]::new)), fence);
    }

    /** Delivers the trial's result; doing so again changes nothing. */
    void complete(Fence fence, TrialResult result) {
        apply(fenced(COMPLETE, fence)
                .param("trainLoss", result.trainLoss())
                .param("validationLoss", result.validationLoss())
                .param("validationAccuracy", result.validationAccuracy().orElse(null))
                .param("testLoss", result.testLoss())
                .param("testAccuracy", result.testAccuracy().orElse(null))
                .param("trainSeconds", result.trainSeconds())
                .param("provenance", JSON.writeValueAsString(result.provenance())), fence);
    }

    /**
     * Ends a failed attempt. Returns PENDING when the trial gets another one, after a back-off that grows with its
     * failures, else FAILED.
     */
    TrialState fail(Fence fence, AttemptEnd ended, String message) {
        return fenced(FAIL, fence)
                .param("retryable", ended.retryable())
                .param("ended", ended.name())
                .param("message", message)
                .query((row, i) -> Optional.ofNullable(row.getString(1)).map(TrialState::valueOf))
                .single()
                .orElseThrow(() -> new LeaseLostException(fence));
    }

    /**
     * Gives the trial back, at no cost to it.
     *
     * @param ended DRAINED or PAUSED
     * @param checkpoint what was reached since the last one recorded
     */
    void release(Fence fence, AttemptEnd ended, Optional<Checkpoint> checkpoint) {
        apply(withCheckpoint(RELEASE, fence, checkpoint).param("ended", ended.name()), fence);
    }

    /**
     * Gives back, at no cost to them, the trials that a worker has without knowing: a claim may be made whose answer is
     * lost with the connection.
     *
     * @return how many there were
     */
    int releaseAll(String workerId) {
        return database.sql(RELEASE_ALL).param("worker", workerId).query(Integer.class).single();
    }

    /**
     * Takes its trials from a worker whose process has died.
     *
     * @return how many it had
     */
    int crashed(String workerId, String message) {
        return database.sql(CRASHED).param("worker", workerId).param("message", message).query(Integer.class).single();
    }

    private JdbcClient.StatementSpec withCheckpoint(String sql, Fence fence, Optional<Checkpoint> checkpoint) {
        return fenced(sql, fence)
                .param("checkpointEpoch", checkpoint.map(Checkpoint::epoch).orElse(null))
                .param("step", checkpoint.map(Checkpoint::step).orElse(null))
                .param("location", checkpoint.map(c -> c.file().toAbsolutePath().toString()).orElse(null))
                .param("sha256", checkpoint.map(Checkpoint::sha256).orElse(null))
                .param("bytes", checkpoint.map(Checkpoint::bytes).orElse(null));
    }

    private JdbcClient.StatementSpec fenced(String sql, Fence fence) {
        return database.sql(sql).param("trial", fence.trialId()).param("attempt", fence.attempt());
    }

    private static void apply(JdbcClient.StatementSpec move, Fence fence) {
        if (move.query(Long.class).list().isEmpty()) {
            throw new LeaseLostException(fence);
        }
    }
}
