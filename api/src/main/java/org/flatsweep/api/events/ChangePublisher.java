package org.flatsweep.api.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flatsweep.api.sweep.SweepViews;
import org.flatsweep.api.trial.TrialView;
import org.flatsweep.api.trial.TrialViews;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Reads what has changed and publishes it. Used by one thread. */
@Component
class ChangePublisher {

    /** Counting the trials of a sweep reads an index entry for each, so not at every step of every trial. */
    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);

    /** When more trials change at once, a client is better served by loading the sweep again. */
    private static final int MAX_TRIALS = 1_000;

    private final EventStream stream;
    private final SweepViews sweeps;
    private final TrialViews trials;
    private final TrialProgress progress;
    private final JsonMapper json;

    private final Set<Long> staleSweeps = new HashSet<>();
    private long sweepsReadAt = System.nanoTime() - SWEEP_INTERVAL.toNanos();

    ChangePublisher(
            EventStream stream, SweepViews sweeps, TrialViews trials, TrialProgress progress, JsonMapper json) {
        this.stream = stream;
        this.sweeps = sweeps;
        this.trials = trials;
        this.progress = progress;
        this.json = json;
    }

    /** Begins after changes that nobody was told of. */
    void startHere() {
        progress.startHere();
        staleSweeps.clear();
        stream.publish(Event.Kind.RESET, null, "{}");
    }

    void publish(Collection<Change> changes) {
        Map<Long, List<Long>> changedTrials = new HashMap<>();
        for (Change change : changes) {
            staleSweeps.add(change.sweep());
            if (change.trial() != null) {
                changedTrials.computeIfAbsent(change.sweep(), sweep -> new ArrayList<>()).add(change.trial());
            }
        }
        changedTrials.forEach(this::publishTrials);
        long now = System.nanoTime();
        if (!staleSweeps.isEmpty() && now - sweepsReadAt >= SWEEP_INTERVAL.toNanos()) {
            sweeps.byIds(staleSweeps).forEach(sweep ->
                    stream.publish(Event.Kind.SWEEP, sweep.id(), json.writeValueAsString(sweep)));
            staleSweeps.clear();
            sweepsReadAt = now;
        }
    }

    private void publishTrials(long sweepId, List<Long> ids) {
        if (ids.size() > MAX_TRIALS) {
            stream.publish(Event.Kind.RESET, sweepId, "{}");
            return;
        }
        List<TrialView> changed = trials.byIds(ids);
        changed.forEach(trial -> stream.publish(Event.Kind.TRIAL, sweepId, json.writeValueAsString(trial)));
        progress.unsent(changed).forEach(metrics ->
                stream.publish(Event.Kind.METRICS, sweepId, json.writeValueAsString(metrics)));
    }
}
