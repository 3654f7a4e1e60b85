package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
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
     * @param loss of the first evaluation of the step: at μ, but for Gaussian perturbations; a scalar
     * @param norm of the first evaluation's gradient, a scalar
     * @param followed g(μ + ε)
     * @param sample where Σ is learned
     */
    record Gradients(NDArray loss, NDArray norm, NDArray followed, Optional<Sample> sample) {

        /** The evaluation at μ + ε is the only one. */
        static Gradients of(NDArray perturbation, Objective objective, NDArray mean, Covariance covariance) {
            Evaluation only = objective.at(displaced(mean, perturbation, covariance));
            return new Gradients(only.loss(), only.gradient().norm(), only.gradient(),
                    sample(only, perturbation, covariance));
        }

        /** A second evaluation at μ + ε follows one at μ. */
        static Gradients of(
                Evaluation clean, NDArray perturbation, Objective objective, NDArray mean, Covariance covariance) {
            NDArray norm = clean.gradient().norm();
            Optional<Sample> sample = sample(clean, perturbation, covariance);
            if (sample.isEmpty()) {
                // Its memory goes before the second pass needs its own.
                clean.gradient().close();
            }
            NDArray followed = objective.at(displaced(mean, perturbation, covariance)).gradient();
            return new Gradients(clean.loss(), norm, followed, sample);
        }

        /** μ + ε, in ε's memory where nothing is learned from ε: one vector more than without perturbation. */
        private static NDArray displaced(NDArray mean, NDArray perturbation, Covariance covariance) {
            return covariance.learned().isPresent() ? perturbation.add(mean) : perturbation.addi(mean);
        }

        private static Optional<Sample> sample(Evaluation first, NDArray perturbation, Covariance covariance) {
            return covariance.learned().map(s -> new Sample(first.gradient(), perturbation));
        }
    }

    /**
     * What Σ learns from.
     *
     * @param gradient of the step's first evaluation: g(μ), or g(μ + ε) for a Gaussian ε
     * @param perturbation ε
     */
    record Sample(NDArray gradient, NDArray perturbation) {}
}
