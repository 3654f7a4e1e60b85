package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import org.flatsweep.training.method.Objective.Evaluation;

/** ε* = √p Σg/√(gᵀΣg), which maximises gᵀε subject to εᵀΣ⁻¹ε ≤ p (Eqs. 2 and 3); 0 where g = 0. */
record WorstCase() implements Perturbation<Covariance> {

    @Override
    public Gradients gradients(Objective objective, NDArray mean, Covariance covariance, long noiseSeed) {
        Evaluation clean = objective.at(mean);
        NDArray perturbation = at(mean, clean.gradient(), covariance);
        return Gradients.of(clean, perturbation, objective, mean, covariance);
    }

    /** ε*, a new array. */
    static NDArray at(NDArray mean, NDArray gradient, Covariance covariance) {
        return Transient.allBut(() -> {
            NDArray direction = covariance.times(gradient, mean);
            NDArray square = gradient.dot(direction);
            NDArray scale = square.sqrt().pow(-1).mul(Math.sqrt(gradient.size()));
            return direction.muli(NDArrays.where(square.gt(0), scale, square.zerosLike()));
        });
    }
}
