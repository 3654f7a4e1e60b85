package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.flatsweep.training.method.Objective.Evaluation;

/** ε = 0. */
record NoPerturbation() implements Perturbation<Covariance> {

    @Override
    public Gradients gradients(Objective objective, NDArray mean, Covariance covariance, long noiseSeed) {
        Evaluation only = objective.at(mean);
        return new Gradients(only.loss(), only.gradient().norm(), only.gradient(), Optional.empty());
    }
}
