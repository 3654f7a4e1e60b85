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

        /** Of one evaluation, at μ + ε. */
        static Gradients of(Evaluation only, NDArray perturbation) {
            return new Gradients(only.loss(), only.gradient().norm(), only.gradient(),
                    Optional.of(new Sample(only.gradient(), perturbation)));
        }

        /**
         * After an evaluation at μ a second one at μ + ε. Where Σ is not learned, the gradient's memory goes before the
         * second pass needs its own, and ε's becomes that of μ + ε: one vector more than without perturbation.
         */
        static Gradients of(
                Evaluation clean, NDArray perturbation, Objective objective, NDArray mean, Covariance covariance) {
            NDArray norm = clean.gradient().norm();
            if (covariance.learned().isPresent()) {
                NDArray followed = objective.at(perturbation.add(mean)).gradient();
                return new Gradients(clean.loss(), norm, followed,
                        Optional.of(new Sample(clean.gradient(), perturbation)));
            }
            clean.gradient().close();
            return new Gradients(
                    clean.loss(), norm, objective.at(perturbation.addi(mean)).gradient(), Optional.empty());
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
