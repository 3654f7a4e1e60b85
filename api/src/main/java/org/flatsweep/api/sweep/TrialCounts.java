package org.flatsweep.api.sweep;

import java.util.Map;
import org.flatsweep.domain.TrialState;

/** The trials of a sweep by state. */
public record TrialCounts(
        long total, long pending, long running, long succeeded, long failed, long cancelled, long pruned) {

    static TrialCounts of(Map<TrialState, Long> counts) {
        return new TrialCounts(
                counts.values().stream().mapToLong(Long::longValue).sum(),
                counts.getOrDefault(TrialState.PENDING, 0L),
                counts.getOrDefault(TrialState.RUNNING, 0L),
                counts.getOrDefault(TrialState.SUCCEEDED, 0L),
                counts.getOrDefault(TrialState.FAILED, 0L),
                counts.getOrDefault(TrialState.CANCELLED, 0L),
                counts.getOrDefault(TrialState.PRUNED, 0L));
    }

    SweepState state() {
        if (pending == total) {
            return SweepState.PENDING;
        }
        return pending + running == 0 ? SweepState.COMPLETED : SweepState.RUNNING;
    }
}
