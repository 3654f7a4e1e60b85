package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/** L(θ) = ½ θᵀHθ with a known Hessian, and a record of where it was evaluated. */
final class Quadratic implements Objective {

    private final NDArray hessian;
    private final List<double[]> evaluatedAt = new ArrayList<>();

    Quadratic(NDArray hessian) {
        this.hessian = hessian;
    }

    @Override
    public Evaluation at(NDArray parameters) {
        evaluatedAt.add(parameters.toDoubleArray());
        NDArray gradient = hessian.matMul(parameters);
        return new Evaluation(parameters.dot(gradient).mul(0.5), gradient);
    }

    List<double[]> evaluatedAt() {
        return evaluatedAt;
    }
}
