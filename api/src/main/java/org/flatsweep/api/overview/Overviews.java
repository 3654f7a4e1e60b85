package org.flatsweep.api.overview;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.flatsweep.api.overview.SweepOverview.BestConfiguration;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.domain.Measure;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reads overviews. Every statement here looks at a bounded number of trials, or at an index alone. */
@Service
@Transactional(readOnly = true)
class Overviews {

    /** Trials whose ends make the rate. */
    private static final int LATELY = 100;

    /**
     * Trials that ended, over the time in which any of them or of those that run was in training. Where {@code :lately}
     * or more have ended, that time begins when the earliest of these ended, which itself does not count.
     */
    private static final String PACE = """
            with lately as (
                select id, finished_at from trial
                where sweep_id = :id and state in ('SUCCEEDED', 'FAILED', 'PRUNED') and reused_from is null
                order by finished_at desc
                limit :lately
            ), counted as (
                select count(*) as ended, count(*) = :lately as more, max(finished_at) as last,
                       case when count(*) = :lately then min(finished_at) else '-infinity' end as since
                from lately
            ), running as (
                select id from trial where sweep_id = :id and state = 'RUNNING'
            ), training as (
                select range_agg(tstzrange(greatest(a.started_at, c.since), coalesce(a.ended_at, now()))) as times
                from counted c, attempt a
                where a.trial_id in (select id from lately union all select id from running)
                  and a.started_at <= now() and coalesce(a.ended_at, now()) >= c.since
            )
            select ended - more::integer as ended,
                   (select sum(extract(epoch from upper(time) - lower(time)))::double precision
                    from training, unnest(times) as time) as seconds,
                   exists (select from running) or last > now() - interval '1 minute' as under_way
            from counted
            """;

    /**
     * From one index entry to the next dataset, model and method, and at each to its first and those that differ from
     * it by rounding errors alone, which are ties here as in the views.
     */
    private static final String BEST = """
            with recursive cell as (
                (select dataset, model, method from configuration_summary
                 where sweep_id = :id
                 order by dataset, model, method
                 limit 1)
                union all
                select following.* from cell, lateral (
                    select s.dataset, s.model, s.method from configuration_summary s
                    where s.sweep_id = :id and (s.dataset, s.model, s.method) > (cell.dataset, cell.model, cell.method)
                    order by s.dataset, s.model, s.method
                    limit 1) following)
            select best.* from cell, lateral (
                select s.seeds, s.validation from configuration_summary s
                where s.sweep_id = :id and s.dataset = cell.dataset and s.model = cell.model and s.method = cell.method
                order by s.seeds desc, s.validation desc
                limit 1) top, lateral (
                select dataset, model, method, measure, validation, seeds, configuration_hash, first_number
                from configuration_summary s
                where s.sweep_id = :id and s.dataset = cell.dataset and s.model = cell.model and s.method = cell.method
                  and s.seeds = top.seeds and s.validation > top.validation - 1e-12
                order by s.first_number
                limit 1) best
            order by best.first_number
            """;

    private static final String REMAINING = """
            select now() as now, s.paused_at is not null as paused,
                   (select count(*) from trial t where t.sweep_id = s.id and t.state = 'PENDING')
                   + (select count(*) from trial t where t.sweep_id = s.id and t.state = 'RUNNING') as trials
            from sweep s
            where s.id = :id
            """;

    private final JdbcClient jdbc;

    Overviews(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Remaining(Instant now, boolean paused, long trials) {}

    /** @throws Problem 404 if there is no such sweep */
    SweepOverview of(long sweepId) {
        Remaining remaining = remaining(sweepId);
        Optional<Double> rate = remaining.trials() == 0 ? Optional.empty() : trialsPerHour(sweepId);
        Optional<Instant> end = rate.filter(perHour -> !remaining.paused())
                .map(perHour -> remaining.now().plusSeconds(Math.round(3_600 * remaining.trials() / perHour)));
        return new SweepOverview(rate.orElse(null), end.orElse(null), best(sweepId));
    }

    private Remaining remaining(long sweepId) {
        return jdbc.sql(REMAINING)
                .param("id", sweepId)
                .query((row, n) -> new Remaining(row.getObject("now", OffsetDateTime.class).toInstant(),
                        row.getBoolean("paused"), row.getLong("trials")))
                .optional()
                .orElseThrow(() -> Problem.notFound("sweep", sweepId));
    }

    private Optional<Double> trialsPerHour(long sweepId) {
        return jdbc.sql(PACE)
                .param("id", sweepId)
                .param("lately", LATELY)
                .query((row, n) -> {
                    double seconds = row.getDouble("seconds");
                    boolean known = row.getBoolean("under_way") && row.getLong("ended") > 0 && seconds > 0;
                    return known ? Optional.of(3_600 * row.getLong("ended") / seconds) : Optional.<Double>empty();
                })
                .single();
    }

    private List<BestConfiguration> best(long sweepId) {
        return jdbc.sql(BEST)
                .param("id", sweepId)
                .query((row, n) -> new BestConfiguration(
                        row.getString("dataset"), row.getString("model"), row.getString("method"),
                        Measure.valueOf(row.getString("measure")), row.getDouble("validation"), row.getInt("seeds"),
                        row.getString("configuration_hash")))
                .list();
    }
}
