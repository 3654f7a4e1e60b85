package org.flatsweep.training;

import java.util.Map;

/**
 * A trial between two steps: all that the next one depends on.
 *
 * @param epoch completed epochs
 * @param trainSeconds in the steps of the completed epochs
 * @param metrics of the last completed epoch
 * @param sums over the steps done of the next epoch; with all of them done, its evaluation is what comes next
 * @param vectors the optimiser's and the network's, by name
 */
record TrainingState(
        int epoch,
        double trainSeconds,
        Map<String, Double> metrics,
        EpochSums sums,
        Map<String, float[]> vectors) {

    /** Before the first epoch. */
    static final TrainingState NONE = new TrainingState(0, 0, Map.of(), EpochSums.NONE, Map.of());

    /** Steps done of the next epoch. */
    int step() {
        return sums.steps();
    }
}
