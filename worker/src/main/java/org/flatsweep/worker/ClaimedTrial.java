package org.flatsweep.worker;

/**
 * A trial that this worker holds.
 *
 * @param number position in its sweep, from 0
 * @param config the trial's configuration as JSON
 * @param checkpoint from which it may resume
 */
record ClaimedTrial(Fence fence, long sweepId, int number, String config, Recorded checkpoint) {

    /**
     * The newest checkpoint of the trial's curve: the attempt that wrote it, the epochs completed by then, and the steps
     * of the next; zeros for none.
     */
    record Recorded(int attempt, int epoch, int step) {}

    /** As log lines name it. */
    @Override
    public String toString() {
        return "sweep %d, trial %d (number %d), attempt %d".formatted(
                sweepId, fence.trialId(), number, fence.attempt());
    }
}
