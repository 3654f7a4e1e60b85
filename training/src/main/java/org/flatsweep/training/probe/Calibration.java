package org.flatsweep.training.probe;

import java.util.Arrays;

/**
 * How far predicted class probabilities can be taken at their word.
 *
 * @param nll mean negative log probability of the right class, in nats
 * @param brier mean of Σ_k (p_k − 1[k is right])², from 0 to 2 (Brier 1950)
 * @param ece expected calibration error: |accuracy − mean confidence| averaged over the images of {@link #BINS} equal
 *     bins of the confidence, the largest probability (Guo et al. 2017)
 */
record Calibration(double nll, double brier, double ece) {

    static final int BINS = 15;

    /**
     * @param probabilities images × classes
     * @param classes the right ones
     */
    static Calibration of(double[][] probabilities, int[] classes) {
        double nll = 0;
        double brier = 0;
        double[] excess = new double[BINS];
        for (int i = 0; i < classes.length; i++) {
            double[] p = probabilities[i];
            int chosen = 0;
            for (int k = 0; k < p.length; k++) {
                double miss = p[k] - (k == classes[i] ? 1 : 0);
                brier += miss * miss;
                chosen = p[k] > p[chosen] ? k : chosen;
            }
            nll -= Math.log(Math.max(p[classes[i]], Double.MIN_NORMAL));
            int bin = Math.min(Math.max((int) Math.ceil(p[chosen] * BINS), 1), BINS) - 1;
            excess[bin] += (chosen == classes[i] ? 1 : 0) - p[chosen];
        }
        double ece = Arrays.stream(excess).map(Math::abs).sum();
        return new Calibration(nll / classes.length, brier / classes.length, ece / classes.length);
    }
}
