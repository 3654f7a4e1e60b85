package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/** Σ of the posterior N(μ, Σ), always diagonal. */
sealed interface Covariance permits FixedIsotropic, LearnedDiagonal {

    /** Σv. */
    NDArray times(NDArray vector);

    /** Σ^{1/2} v. */
    NDArray rootTimes(NDArray vector);

    /** One descent step on Σ, given g(μ). */
    void update(NDArray cleanGradient, Penalty penalty);

    /** s, the diagonal, where it is learned; the array is live. */
    Optional<NDArray> learned();
}
