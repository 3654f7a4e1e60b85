package org.flatsweep.training;

import java.util.Map;

/**
 * A trial between two epochs: all that the next epoch depends on.
 *
 * @param epoch completed epochs
 * @param trainSeconds so far
 * @param metrics of the last completed epoch
 * @param vectors the optimiser's and the network's, by name
 */
record TrainingState(int epoch, double trainSeconds, Map<String, Double> metrics, Map<String, float[]> vectors) {}
