package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import org.flatsweep.training.method.Objective.Evaluation;

/**
 * How a step leaves μ before it takes the gradient that it follows.
 *
 * @param <C> the covariances it can work with
 */
sealed interface Perturbation<C extends Covariance> permits NoPerturbation, WorstCase, Gaussian, Interpolated {

    /** @param noiseSeed decides what is random about ε */
    Gradients gradients(Objective objective, NDArray mean, C covariance, long noiseSeed);

    /**
     * @param first the first evaluation of the step, whose loss is reported: at μ, but for Gaussian perturbations
     * @param followed g(μ + ε)
     * @param perturbation ε, a vector; the scalar 0 where there is none
     */
    record Gradients(Evaluation first, NDArray followed, NDArray perturbation) {}
}
