package org.flatsweep.worker;

import java.util.Optional;

/**
 * A trial that this worker holds.
 *
 * @param number position in its sweep, from 0
 * @param config the trial's configuration as JSON
 * @param checkpoint the newest one whose epoch is on the trial's curve
 */
record ClaimedTrial(Fence fence, long sweepId, int number, String config, Optional<Recorded> checkpoint) {

    /** The checkpoint that an attempt wrote after an epoch and the database knows. */
    record Recorded(int attempt, int epoch) {}

    /** As log lines name it. */
    @Override
    public String toString() {
        return "sweep %d, trial %d (number %d), attempt %d".formatted(
                sweepId, fence.trialId(), number, fence.attempt());
    }
}
