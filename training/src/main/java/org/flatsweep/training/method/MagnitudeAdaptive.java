package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;

/**
 * Σ = s·T² with T_i = |μ_i| + η_A where parameters are scaled and 1 elsewhere (Kwon et al. 2021). With s = ρ²/p the
 * worst case is ASAM's ε* = ρ T²g / ‖Tg‖.
 *
 * @param scaled vector of p booleans
 * @param eta η_A
 */
record MagnitudeAdaptive(double variance, NDArray scaled, double eta) implements Posterior {

    @Override
    public NDArray times(NDArray gradient, NDArray mean) {
        return scale(mean).square().muli(gradient).muli(variance);
    }

    @Override
    public NDArray rootTimes(NDArray vector, NDArray mean) {
        return scale(mean).muli(vector).muli(Math.sqrt(variance));
    }

    /** T. */
    private NDArray scale(NDArray mean) {
        return NDArrays.where(scaled, mean.abs().addi(eta), mean.onesLike());
    }
}
