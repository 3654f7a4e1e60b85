package org.flatsweep.api.sweep;

import java.util.Optional;
import org.flatsweep.api.problem.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What people order of sweeps and trials. Workers hear of it by their next heartbeat: of a pause by its answer, of a
 * cancellation by their fence. An order of a sweep returns whether it changed anything, one of a trial the trial's
 * sweep if it did: what was done is logged without asking the database again, which may be gone by then.
 */
@Service
public class Orders {

    private static final String CANCEL_TRIALS = """
            update trial
            set state = 'CANCELLED', finished_at = now(), worker_id = null, lease_until = null
            where %s and state in ('PENDING', 'RUNNING')""";

    /** A statement of its own, as it must see the attempt of a claim that the statement before it waited for. */
    private static final String END_ATTEMPTS = """
            update attempt a
            set ended = 'CANCELLED', ended_at = now()
            from trial t
            where t.%s and t.state = 'CANCELLED'
              and a.trial_id = t.id and a.attempt = t.attempt and a.ended is null""";

    private static final String RETRY_TRIALS = """
            update trial
            set state = 'PENDING', failures = 0, available_at = now(), finished_at = null, paused_at = null,
                retries = retries + 1
            where %s and state in ('FAILED', 'CANCELLED')""";

    /** Claims look for its trials from the start again; the lock keeps it from being closed meanwhile. */
    private static final String OPEN_SWEEP = "update sweep set open = true, claim_from = default where id = %s";

    private static final String SWEEP_OF_TRIAL = "(select sweep_id from trial where id = :id)";

    private final JdbcClient jdbc;

    Orders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Ends every trial that is not final; doing so again changes nothing.
     *
     * @throws Problem 404 if there is no such sweep
     */
    @Transactional
    public boolean cancelSweep(long id) {
        lockSweep(id);
        int cancelled = update("update sweep set cancelled_at = now() where id = :id and cancelled_at is null", id);
        cancelled += update(CANCEL_TRIALS.formatted("sweep_id = :id"), id);
        update(END_ATTEMPTS.formatted("sweep_id = :id"), id);
        return cancelled > 0;
    }

    /**
     * Lets none of its trials begin, and has running ones saved and given back.
     *
     * @throws Problem 404 if there is no such sweep, 409 if it is cancelled
     */
    @Transactional
    public boolean pauseSweep(long id) {
        lockSweep(id);
        refuseCancelled(id);
        return update("update sweep set paused_at = now() where id = :id and paused_at is null", id) > 0;
    }

    /** @throws Problem 404 if there is no such sweep, 409 if it is cancelled */
    @Transactional
    public boolean resumeSweep(long id) {
        lockSweep(id);
        refuseCancelled(id);
        return update("update sweep set paused_at = null where id = :id and paused_at is not null", id) > 0;
    }

    /**
     * Queues its failed and cancelled trials again, with all their attempts before them; they resume from where their
     * checkpoints are. A cancelled sweep is so no longer.
     *
     * @throws Problem 404 if there is no such sweep
     */
    @Transactional
    public boolean retrySweep(long id) {
        lockSweep(id);
        update(OPEN_SWEEP.formatted(":id"), id);
        int again = update("update sweep set cancelled_at = null where id = :id and cancelled_at is not null", id);
        return again + update(RETRY_TRIALS.formatted("sweep_id = :id"), id) > 0;
    }

    /** @throws Problem 404 if there is no such sweep */
    @Transactional
    public boolean setPriority(long id, int priority) {
        lockSweep(id);
        return jdbc.sql("update sweep set priority = :priority where id = :id and priority <> :priority")
                .param("id", id).param("priority", priority).update() > 0;
    }

    /**
     * @param limit null for none; trials that run beyond it go on
     * @throws Problem 404 if there is no such sweep
     */
    @Transactional
    public boolean setMaxParallel(long id, @Nullable Integer limit) {
        lockSweep(id);
        return jdbc.sql("""
                        update sweep set max_parallel = :limit
                        where id = :id and max_parallel is distinct from :limit""")
                .param("id", id).param("limit", limit).update() > 0;
    }

    /**
     * @return the trial's sweep, as it always changes something
     * @throws Problem 404 if there is no such trial, 409 if it has reached a final state
     */
    @Transactional
    public long cancelTrial(long id) {
        Optional<Long> sweep = updateTrial(CANCEL_TRIALS.formatted("id = :id"), id);
        update(END_ATTEMPTS.formatted("id = :id"), id);
        return sweep.orElseThrow(() -> refusal(id, "can no longer change"));
    }

    /**
     * Lets it not begin, or has it saved and given back.
     *
     * @throws Problem 404 if there is no such trial, 409 if it has reached a final state
     */
    @Transactional
    public Optional<Long> pauseTrial(long id) {
        lockOpenTrial(id);
        return updateTrial("update trial set paused_at = now() where id = :id and paused_at is null", id);
    }

    /** @throws Problem 404 if there is no such trial, 409 if it has reached a final state */
    @Transactional
    public Optional<Long> resumeTrial(long id) {
        update(OPEN_SWEEP.formatted(SWEEP_OF_TRIAL), id);
        lockOpenTrial(id);
        return updateTrial("update trial set paused_at = null where id = :id and paused_at is not null", id);
    }

    /**
     * Queues a failed or cancelled trial again, as {@link #retrySweep} does.
     *
     * @return as {@link #cancelTrial}
     * @throws Problem 404 if there is no such trial, 409 if it is in another state or its sweep is cancelled
     */
    @Transactional
    public long retryTrial(long id) {
        update(OPEN_SWEEP.formatted(SWEEP_OF_TRIAL), id);
        jdbc.sql("select id from sweep where cancelled_at is not null and id = " + SWEEP_OF_TRIAL)
                .param("id", id).query(Long.class).optional().ifPresent(sweep -> {
                    throw new Problem(HttpStatus.CONFLICT,
                            "trial %d belongs to sweep %d, which is cancelled; retry the sweep".formatted(id, sweep));
                });
        return updateTrial(RETRY_TRIALS.formatted("id = :id"), id)
                .orElseThrow(() -> refusal(id, "can not be tried again, as FAILED and CANCELLED ones can"));
    }

    /** @throws Problem 404 if there is no such trial */
    @Transactional
    public Optional<Long> setTrialPriority(long id, int priority) {
        if (update(OPEN_SWEEP.formatted(SWEEP_OF_TRIAL), id) == 0) {
            throw Problem.notFound("trial", id);
        }
        return jdbc.sql("""
                        update trial set priority = :priority where id = :id and priority <> :priority
                        returning sweep_id""")
                .param("id", id).param("priority", priority).query(Long.class).optional();
    }

    /** @return the sweep of the trial that it changed */
    private Optional<Long> updateTrial(String sql, long id) {
        return jdbc.sql(sql + " returning sweep_id").param("id", id).query(Long.class).optional();
    }

    private int update(String sql, long id) {
        return jdbc.sql(sql).param("id", id).update();
    }

    private void refuseCancelled(long id) {
        jdbc.sql("select id from sweep where id = :id and cancelled_at is not null")
                .param("id", id).query(Long.class).optional().ifPresent(sweep -> {
                    throw new Problem(HttpStatus.CONFLICT, "sweep %d is cancelled; retry it instead".formatted(sweep));
                });
    }

    /** Keeps other orders from coming between the statements of this one. */
    private void lockSweep(long id) {
        jdbc.sql("select id from sweep where id = :id for no key update")
                .param("id", id).query(Long.class).optional().orElseThrow(() -> Problem.notFound("sweep", id));
    }

    private void lockOpenTrial(long id) {
        jdbc.sql("select id from trial where id = :id and state in ('PENDING', 'RUNNING') for no key update")
                .param("id", id).query(Long.class).optional()
                .orElseThrow(() -> refusal(id, "can no longer change"));
    }

    private Problem refusal(long id, String objection) {
        return jdbc.sql("select state from trial where id = :id")
                .param("id", id)
                .query(String.class)
                .optional()
                .map(state -> new Problem(HttpStatus.CONFLICT, "trial %d is %s and %s".formatted(id, state, objection)))
                .orElseGet(() -> Problem.notFound("trial", id));
    }
}
