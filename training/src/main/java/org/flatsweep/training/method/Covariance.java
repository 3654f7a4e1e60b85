package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/** Σ, always diagonal, whose ellipsoid εᵀΣ⁻¹ε ≤ p bounds the perturbation. */
sealed interface Covariance permits Posterior, MagnitudeAdaptive, FisherAdaptive {

    /**
     * Σg, a new array.
     *
     * @param gradient g(μ)
     * @param mean μ
     */
    NDArray times(NDArray gradient, NDArray mean);

    /**
     * One descent step on Σ where it is learned.
     *
     * @param gradient of the step's first evaluation: g(μ), or g(μ + ε) for a Gaussian ε
     * @param perturbation ε
     */
    default void update(NDArray gradient, NDArray perturbation, Penalty penalty) {}

    /** s, the diagonal, where it is learned; the array is live. */
    default Optional<NDArray> learned() {
        return Optional.empty();
    }
}
