package org.flatsweep.api.sweep;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flatsweep.api.page.Page;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.domain.TrialState;
import org.springframework.data.domain.Limit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads sweeps together with the counts of their trials. */
@Service
@Transactional(readOnly = true)
public class SweepViews {

    private final SweepRepository sweeps;
    private final JdbcClient jdbc;
    private final JsonMapper json;

    SweepViews(SweepRepository sweeps, JdbcClient jdbc, JsonMapper json) {
        this.sweeps = sweeps;
        this.jdbc = jdbc;
        this.json = json;
    }

    /** @throws Problem 404 if there is no such sweep */
    public SweepView get(long id) {
        Sweep sweep = sweeps.findById(id).orElseThrow(() -> Problem.notFound("sweep", id));
        Map<String, Object> definition = json.readValue(sweep.definition(), new TypeReference<>() {});
        return view(sweep, counts(List.of(id)), definition);
    }

    /** @throws Problem 404 if there is no such sweep */
    public void requireExists(long id) {
        if (!sweeps.existsById(id)) {
            throw Problem.notFound("sweep", id);
        }
    }

    SweepPage page(long before, int limit) {
        Page<Sweep, Long> page =
                Page.of(sweeps.findByIdLessThanOrderByIdDesc(before, Limit.of(limit + 1)), limit, Sweep::id);
        return new SweepPage(views(page.items()), page.next());
    }

    /** Without definitions. */
    public List<SweepView> byIds(Collection<Long> ids) {
        return views(sweeps.findByIdIn(ids));
    }

    private List<SweepView> views(List<Sweep> found) {
        Map<Long, Map<TrialState, Long>> counts = counts(found.stream().map(Sweep::id).toList());
        return found.stream().map(sweep -> view(sweep, counts, null)).toList();
    }

    private Map<Long, Map<TrialState, Long>> counts(List<Long> ids) {
        Map<Long, Map<TrialState, Long>> counts = new HashMap<>();
        jdbc.sql("""
                        select sweep_id, state, count(*) as trials
                        from trial where sweep_id = any (:ids)
                        group by sweep_id, state""")
                .param("ids", ids.toArray(Long[]::new))
                .query(row -> {
                    counts.computeIfAbsent(row.getLong("sweep_id"), id -> new EnumMap<>(TrialState.class))
                            .put(TrialState.valueOf(row.getString("state")), row.getLong("trials"));
                });
        return counts;
    }

    private static SweepView view(
            Sweep sweep, Map<Long, Map<TrialState, Long>> counts, Map<String, Object> definition) {
        TrialCounts trials = TrialCounts.of(counts.getOrDefault(sweep.id(), Map.of()));
        return new SweepView(sweep.id(), sweep.name(), state(sweep, trials), sweep.createdAt(), sweep.cancelledAt(),
                sweep.pausedAt(), sweep.priority(), sweep.maxParallel(), trials, definition);
    }

    private static SweepState state(Sweep sweep, TrialCounts trials) {
        if (sweep.cancelledAt() != null) {
            return SweepState.CANCELLED;
        }
        SweepState state = trials.state();
        return sweep.pausedAt() != null && state != SweepState.COMPLETED ? SweepState.PAUSED : state;
    }
}
