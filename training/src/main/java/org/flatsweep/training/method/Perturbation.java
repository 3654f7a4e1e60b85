package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import org.flatsweep.training.method.Objective.Evaluation;

/** How a step leaves μ before it takes the gradient that it follows. */
enum Perturbation {

    /** ε = 0. */
    NONE {
        @Override
        Gradients gradients(Objective objective, NDArray mean, Covariance covariance, long noiseSeed) {
            Evaluation only = objective.at(mean);
            return new Gradients(only, only.gradient(), mean.getManager().create(0f));
        }
    },

    /** ε* = √p Σg/√(gᵀΣg), which maximises gᵀε subject to εᵀΣ⁻¹ε ≤ p (Eqs. 2 and 3); 0 where g = 0. */
    WORST_CASE {
        @Override
        Gradients gradients(Objective objective, NDArray mean, Covariance covariance, long noiseSeed) {
            Evaluation clean = objective.at(mean);
            NDArray direction = covariance.times(clean.gradient());
            NDArray perturbation = direction.muli(WorstCase.scale(clean.gradient(), direction));
            return new Gradients(clean, objective.at(perturbation.add(mean)).gradient(), perturbation);
        }
    },

    /** ε = Σ^{1/2} η with η ~ N(0, I), drawn anew every step (Algorithms 1 and 2). */
    GAUSSIAN {
        @Override
        Gradients gradients(Objective objective, NDArray mean, Covariance covariance, long noiseSeed) {
            mean.getManager().getEngine().setRandomSeed((int) noiseSeed);
            NDArray noise = mean.getManager().randomNormal(0, 1, mean.getShape(), mean.getDataType());
            NDArray perturbation = covariance.rootTimes(noise);
            Evaluation only = objective.at(perturbation.add(mean));
            return new Gradients(only, only.gradient(), perturbation);
        }
    };

    abstract Gradients gradients(Objective objective, NDArray mean, Covariance covariance, long noiseSeed);

    /**
     * @param first the first evaluation of the step, whose loss is reported: at μ, but for Gaussian perturbations
     * @param followed g(μ + ε)
     * @param perturbation ε, a vector; the scalar 0 where there is none
     */
    record Gradients(Evaluation first, NDArray followed, NDArray perturbation) {}
}
