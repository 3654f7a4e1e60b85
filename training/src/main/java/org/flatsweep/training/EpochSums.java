package org.flatsweep.training;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the steps done of an epoch add up to.
 *
 * @param steps how many
 * @param seconds they took
 * @param loss of their losses
 * @param gradientNorm of their gradients' norms
 * @param metrics of the task's metrics over all images, by name
 */
record EpochSums(int steps, double seconds, double loss, double gradientNorm, Map<String, Double> metrics) {

    /** Before the first step. */
    static final EpochSums NONE = new EpochSums(0, 0, 0, 0, Map.of());

    double meanLoss() {
        return loss / steps;
    }

    double meanGradientNorm() {
        return gradientNorm / steps;
    }

    /** By name, the means over all images of so many in a batch. */
    Map<String, Double> meanMetrics(int batchSize) {
        Map<String, Double> means = new TreeMap<>();
        metrics.forEach((name, sum) -> means.put(name, sum / ((long) steps * batchSize)));
        return means;
    }
}
