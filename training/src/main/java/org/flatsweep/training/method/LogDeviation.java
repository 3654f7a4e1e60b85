package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;

/**
 * ln √s of a learned Σ = diag(s), moved by descent.
 *
 * @param variances s, a vector of p values, changed in place
 * @param learningRate η₂
 * @param floor least variance
 * @param ceiling greatest variance
 */
record LogDeviation(NDArray variances, double learningRate, double floor, double ceiling) {

    /** √s, a new array. */
    NDArray deviation() {
        return variances.sqrt();
    }

    /**
     * ln √s ← ln √s − η₂ d, within the bounds.
     *
     * @param direction d
     */
    void descend(NDArray direction) {
        variances.intern(direction.mul(-2 * learningRate).exp().muli(variances).clip(floor, ceiling));
    }
}
