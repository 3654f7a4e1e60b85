package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/** Σ of the posterior N(μ, Σ), always diagonal. */
sealed interface Covariance permits FixedIsotropic, LearnedDiagonal {

    /** Σv, a new array. */
    NDArray times(NDArray vector);

    /** Σ^{1/2} v, a new array. */
    NDArray rootTimes(NDArray vector);

    /**
     * One descent step on Σ.
     *
     * @param gradient of the step's first evaluation: g(μ), or g(μ + ε) for a Gaussian ε
     * @param perturbation ε
     */
    void update(NDArray gradient, NDArray perturbation, Penalty penalty);

    /** s, the diagonal, where it is learned; the array is live. */
    Optional<NDArray> learned();
}
