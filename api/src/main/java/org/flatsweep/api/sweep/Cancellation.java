package org.flatsweep.api.sweep;

import org.flatsweep.api.problem.Problem;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes trials out of the queue and away from their workers, which learn of it from their fence. */
@Service
public class Cancellation {

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

    private final JdbcClient jdbc;

    Cancellation(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @throws Problem 404 if there is no such sweep */
    @Transactional
    public void cancelSweep(long id) {
        int found = jdbc.sql("update sweep set cancelled_at = coalesce(cancelled_at, now()) where id = :id")
                .param("id", id)
                .update();
        if (found == 0) {
            throw Problem.notFound("sweep", id);
        }
        cancelTrials("sweep_id = :id", id);
    }

    /** @throws Problem 404 if there is no such trial, 409 if it has reached a final state */
    @Transactional
    public void cancelTrial(long id) {
        if (cancelTrials("id = :id", id) == 0) {
            String state = jdbc.sql("select state from trial where id = :id")
                    .param("id", id)
                    .query(String.class)
                    .optional()
                    .orElseThrow(() -> Problem.notFound("trial", id));
            throw new Problem(HttpStatus.CONFLICT, "trial %d is %s already".formatted(id, state));
        }
    }

    private int cancelTrials(String which, long id) {
        int cancelled = jdbc.sql(CANCEL_TRIALS.formatted(which)).param("id", id).update();
        jdbc.sql(END_ATTEMPTS.formatted(which)).param("id", id).update();
        return cancelled;
    }
}
