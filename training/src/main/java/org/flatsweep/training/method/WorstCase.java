package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;

/** The scalar that normalises the worst case. */
final class WorstCase {

    private WorstCase() {}

    /** √p / √(gᵀΣg), a scalar; 0 where g = 0, so that ε* = 0 there. */
    static NDArray scale(NDArray gradient, NDArray covarianceTimesGradient) {
        NDArray square = gradient.dot(covarianceTimesGradient);
        NDArray scale = square.sqrt().pow(-1).mul(Math.sqrt(gradient.size()));
        return NDArrays.where(square.gt(0), scale, square.zerosLike());
    }
}
