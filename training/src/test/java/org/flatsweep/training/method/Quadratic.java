package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/** L(θ) = ½ θᵀHθ with a known Hessian, and a record of where it was evaluated. */
final class Quadratic implements Objective {

    /** A Hessian whose eigenvectors are no axes, for parameters {@link #MU}. */
    static final double[][] H = {{3, 1, 0}, {1, 2, -0.5}, {0, -0.5, 4}};
    static final double[] MU = {1, -2, 0.5};

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

    /** Hθ. */
    static double[] product(double[] theta) {
        return Vectors.product(H, theta);
    }

    /** ½ θᵀHθ. */
    static double loss(double[] theta) {
        return 0.5 * Vectors.dot(theta, product(theta));
    }
}
