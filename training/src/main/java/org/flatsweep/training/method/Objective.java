package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;

/** The loss L over one batch as a function of the flat parameters. */
public interface Objective {

    /**
     * Evaluates L and its gradient; the arrays belong to the caller, and to its open {@link ai.djl.ndarray.NDScope}.
     * Side effects of a training pass, such as BatchNorm's running statistics, happen in the first evaluation alone.
     *
     * @param parameters vector of p values, left as it is
     */
    Evaluation at(NDArray parameters);

    /** L alone, a scalar, by a forward pass; in all else like {@link #at}. */
    default NDArray lossAt(NDArray parameters) {
        return at(parameters).loss();
    }

    /**
     * @param loss scalar
     * @param gradient vector of p values
     */
    record Evaluation(NDArray loss, NDArray gradient) {}
}
