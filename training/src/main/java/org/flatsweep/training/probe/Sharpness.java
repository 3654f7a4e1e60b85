package org.flatsweep.training.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.function.LongUnaryOperator;
import org.flatsweep.training.probe.LossSurface.Slope;

/**
 * By how much the loss rises around μ, L(μ + ε) − L(μ).
 *
 * @param step at the worst case to first order, ε*: where SAM goes
 * @param max the most found within the ellipsoid, hence a lower bound of the maximum; 0 at least
 * @param mean over ε ~ N(0, Σ)
 */
record Sharpness(double step, double max, Estimate mean) {

    /** Steps after the first. */
    static final int ASCENT = 5;

    /**
     * Climbs by ε ← √p Σg/√(gᵀΣg) with the gradient g at μ + ε, the maximiser of the loss as linearised there. On a
     * convex loss no such step leads down. Perturbations are drawn in pairs ±ε, in which the slope at μ cancels.
     *
     * @param here at μ
     * @param samples pairs
     * @param seeds of the pairs
     */
    static Sharpness measure(LossSurface surface, NDArray mean, Slope here, Neighbourhood neighbourhood, int samples,
            LongUnaryOperator seeds) {
        double[] rises = climb(surface, mean, here, neighbourhood);
        double max = 0;
        for (double rise : rises) {
            max = Math.max(max, rise);
        }
        double[] means = new double[samples];
        for (int i = 0; i < samples; i++) {
            try (NDScope sample = new NDScope()) {
                sample.suppressNotUsedWarning();
                NDArray perturbation = neighbourhood.gaussian(seeds.applyAsLong(i));
                double sum = surface.lossAt(mean.add(perturbation)) + surface.lossAt(mean.sub(perturbation));
                means[i] = sum / 2 - here.loss();
            }
        }
        return new Sharpness(rises[0], max, Estimate.of(means));
    }

    private static double[] climb(LossSurface surface, NDArray mean, Slope here, Neighbourhood neighbourhood) {
        double[] rises = new double[ASCENT + 1];
        Slope there = here;
        for (int i = 0; i < rises.length; i++) {
            there = surface.slopeAt(neighbourhood.worstCase(there.gradient()).addi(mean));
            rises[i] = there.loss() - here.loss();
        }
        return rises;
    }
}
