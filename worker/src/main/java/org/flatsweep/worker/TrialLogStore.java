package org.flatsweep.worker;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The log lines of trials, which people read. */
@Component
class TrialLogStore {

    /** The newest of a trial, of all its attempts together. */
    static final int LINES_KEPT = 1_000;

    /**
     * By their age, as workers' clocks may differ. Unlike other writes of an attempt these are let in after its end
     * too, to say how it ended, until the next begins, which the lock keeps waiting.
     */
    private static final String ADD = """
            with held as (
                select id from trial where id = :trial and attempt = :attempt for share
            ), added as (
                insert into trial_log (trial_id, attempt, logged_at, level, message)
                select held.id, :attempt, now() - line.age * interval '1 millisecond', line.level, line.message
                from held, unnest(:ages::bigint[], :levels::text[], :messages::text[]) with ordinality
                    as line (age, level, message, position)
                order by line.position
            ), displaced as (
                delete from trial_log using held
                where trial_id = held.id and trial_log.id <= (
                    select id from trial_log where trial_id = :trial order by id desc offset :kept limit 1)
            )
            select id from held
            """;

    private final JdbcClient database;
    private final Clock clock = Clock.systemUTC();

    TrialLogStore(JdbcClient database) {
        this.database = database;
    }

    /**
     * Adds lines, at most {@link #LINES_KEPT}, in their order.
     *
     * @return false if nothing was added, as a newer attempt has begun
     */
    boolean add(Fence fence, List<LogLine> lines) {
        return !database.sql(ADD)
                .param("trial", fence.trialId())
                .param("attempt", fence.attempt())
                .param("ages", lines.stream()
                        .map(line -> Math.max(0, Duration.between(line.at(), clock.instant()).toMillis()))
                        .toArray(Long[]::new))
                .param("levels", lines.stream().map(LogLine::level).toArray(String[]::new))
                .param("messages", lines.stream().map(LogLine::message).toArray(String[]::new))
                .param("kept", LINES_KEPT - lines.size())
                .query(Long.class)
                .list()
                .isEmpty();
    }
}
