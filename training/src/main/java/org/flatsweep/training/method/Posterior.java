package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;

/** Σ of N(μ, Σ): one that stands before the gradient is known, so that noise can be drawn from it. */
sealed interface Posterior extends Covariance permits FixedIsotropic, LearnedDiagonal, MagnitudeAdaptive {

    /** Σ^{1/2} v, a new array. */
    NDArray rootTimes(NDArray vector, NDArray mean);

    @Override
    default NDArray rootTimes(NDArray vector, NDArray gradient, NDArray mean) {
        return rootTimes(vector, mean);
    }
}
