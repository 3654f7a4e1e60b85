package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import org.flatsweep.training.method.Objective.Evaluation;

/**
 * ε between a Gaussian one and the worst case (Section 7).
 *
 * @param lambda λ: 0 is random, 1 the worst case
 */
record Interpolated(double lambda, Interpolation interpolation) implements Perturbation<Covariance> {

    @Override
    public Gradients gradients(Objective objective, NDArray mean, Covariance covariance, long noiseSeed) {
        Evaluation clean = objective.at(mean);
        NDArray perturbation = Transient.allBut(() -> {
            NDArray worst = WorstCase.at(mean, clean.gradient(), covariance);
            NDArray noise = Gaussian.noise(mean, noiseSeed);
            NDArray random = covariance.rootTimes(noise, clean.gradient(), mean);
            return interpolation.between(noise, random, worst, clean.gradient(), lambda);
        });
        return Gradients.of(clean, perturbation, objective, mean, covariance);
    }
}
