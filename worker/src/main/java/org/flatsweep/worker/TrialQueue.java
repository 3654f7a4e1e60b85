package org.flatsweep.worker;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
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

    private static final String CLAIM = """
            with candidate as (
                select t.id
                from trial t
                join sweep s on s.id = t.sweep_id
                where t.state = 'PENDING' and t.available_at <= now() and t.dataset = any(:datasets)
                  and s.cancelled_at is null
                order by t.number, t.id
                limit 1
                for update of t skip locked
            ), claimed as (
                update trial t
                set state = 'RUNNING',
                    attempt = t.attempt + 1,
                    worker_id = :worker,
                    lease_until = now() + :lease * interval '1 millisecond',
                    started_at = coalesce(t.started_at, now()),
                    epoch = coalesce(c.epoch, 0)
                from candidate
                left join checkpoint c on c.trial_id = candidate.id
                where t.id = candidate.id
                returning t.id, t.attempt, t.sweep_id, t.number, t.config, t.epoch,
                          coalesce(c.attempt, 0) as checkpoint_attempt
            ), begun as (
                insert into attempt (trial_id, attempt, worker_id, resumed_from_epoch)
                select id, attempt, :worker, epoch from claimed
            )
            select * from claimed
            """;

    private static final String RENEW = """
            update trial
            set lease_until = now() + :lease * interval '1 millisecond'
            where id = :trial and attempt = :attempt and state = 'RUNNING'
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
                delete from checkpoint using held where trial_id = held.id and epoch > :epoch
            )
            select id from held
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
                insert into checkpoint (trial_id, attempt, epoch, location, sha256, bytes)
                select held.id, :attempt, :epoch, :location, :sha256, :bytes
                from held
                where :location::text is not null
                on conflict (trial_id) do update
                set attempt = excluded.attempt, epoch = excluded.epoch, location = excluded.location,
                    sha256 = excluded.sha256, bytes = excluded.bytes, created_at = now()
            )
            select id from held
            """;

    private static final String COMPLETE = """
            with held as (
                update trial
                set state = 'SUCCEEDED', worker_id = null, lease_until = null, finished_at = now()
                where id = :trial and attempt = :attempt and state = 'RUNNING'
                returning id
            ), delivered as (
                insert into result (trial_id, attempt, train_loss, validation_loss, validation_accuracy, test_loss,
                                    test_accuracy, train_seconds, provenance)
                select held.id, :attempt, :trainLoss, :validationLoss, :validationAccuracy::double precision, :testLoss,
                       :testAccuracy::double precision, :trainSeconds, :provenance::jsonb
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

    private static final String FAIL = """
            with verdict as (
                select t.id, :retryable and t.failures + 1 < s.max_attempts as again
                from trial t
                join sweep s on s.id = t.sweep_id
                where t.id = :trial and t.attempt = :attempt and t.state = 'RUNNING'
                for update of t
            ), held as (
                update trial t
                set state = case when again then 'PENDING' else 'FAILED' end,
                    failures = t.failures + 1,
                    available_at = now() + retry_delay(t.failures + 1),
                    worker_id = null,
                    lease_until = null,
                    finished_at = case when again then null else now() end
                from verdict
                where t.id = verdict.id
                returning t.id, t.state
            ), ended as (
                update attempt
                set ended = :ended, ended_at = now(), message = :message
                from held
                where trial_id = held.id and attempt = :attempt
            )
            select state from held
            """;

    private static final String RELEASE = """
            with held as (
                update trial
                set state = 'PENDING', worker_id = null, lease_until = null, available_at = now()
                where id = :trial and attempt = :attempt and state = 'RUNNING'
                returning id
            ), ended as (
                update attempt
                set ended = 'DRAINED', ended_at = now()
                from held
                where trial_id = held.id and attempt = :attempt
            )
            select id from held
            """;

    private static final JsonMapper JSON = new JsonMapper();

    private final JdbcClient database;

    TrialQueue(JdbcClient database) {
        this.database = database;
    }

    /**
     * Takes the first pending trial on one of {@code datasets} for {@code lease} and begins its next attempt, which is
     * expected to resume from the newest checkpoint.
     */
    Optional<ClaimedTrial> claim(String workerId, Collection<String> datasets, Duration lease) {
        return database.sql(CLAIM)
                .param("worker", workerId)
                .param("datasets", datasets.toArray(String[]::new))
                .param("lease", lease.toMillis())
                .query((row, i) -> claimed(row))
                .optional();
    }

    private static ClaimedTrial claimed(ResultSet row) throws SQLException {
        return new ClaimedTrial(
                new Fence(row.getLong("id"), row.getInt("attempt")),
                row.getLong("sweep_id"),
                row.getInt("number"),
                row.getString("config"),
                new ClaimedTrial.Recorded(row.getInt("checkpoint_attempt"), row.getInt("epoch")));
    }

    /** Extends the lease from now, even one that has expired unless the trial was given away since. */
    void renew(Fence fence, Duration lease) {
        if (fenced(RENEW, fence).param("lease", lease.toMillis()).update() == 0) {
            throw new LeaseLostException(fence);
        }
    }

    /**
     * Begins the attempt's curve after {@code epoch}, 0 being from scratch: what earlier attempts recorded past it no
     * longer counts, nor does a checkpoint past it.
     */
    void resume(Fence fence, int epoch) {
        apply(fenced(RESUME, fence).param("epoch", epoch), fence);
    }

    /** Records a completed epoch; doing so again changes nothing. */
    void recordEpoch(Fence fence, int epoch, Map<String, Double> metrics, Optional<Checkpoint> checkpoint) {
        apply(fenced(RECORD_EPOCH, fence)
                .param("epoch", epoch)
                .param("names", metrics.keySet().toArray(String[]::new))
                .param("values", metrics.values().toArray(Double[]::new))
                .param("location", checkpoint.map(c -> c.file().toAbsolutePath().toString()).orElse(null))
                .param("sha256", checkpoint.map(Checkpoint::sha256).orElse(null))
                .param("bytes", checkpoint.map(Checkpoint::bytes).orElse(null)), fence);
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
                .query(TrialState.class)
                .optional()
                .orElseThrow(() -> new LeaseLostException(fence));
    }

    /** Gives the trial back, at no cost to it. */
    void release(Fence fence) {
        apply(fenced(RELEASE, fence), fence);
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
