package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.flatsweep.training.method.Perturbation.Sample;

/** Σ, always diagonal, whose ellipsoid εᵀΣ⁻¹ε ≤ p bounds the perturbation. */
sealed interface Covariance permits Posterior, FisherAdaptive {

    /**
     * Σg, a new array.
     *
     * @param gradient g(μ)
     * @param mean μ
     */
    NDArray times(NDArray gradient, NDArray mean);

    /**
     * Σ^{1/2} v, a new array.
     *
     * @param gradient g(μ)
     * @param mean μ
     */
    NDArray rootTimes(NDArray vector, NDArray gradient, NDArray mean);

    /**
     * One descent step on Σ where it is learned.
     *
     * @param followed g(μ + ε)
     */
    default void update(Sample sample, NDArray followed, Penalty penalty) {}

    /** s, the diagonal, where it is learned; the array is live. */
    default Optional<NDArray> learned() {
        return Optional.empty();
    }
}
