package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;

/** The loss L over one batch as a function of the flat parameters. */
public interface Objective {

    /**
     * Evaluates L and its gradient; the arrays belong to the caller's open {@link ai.djl.ndarray.NDScope}. Side effects
     * of a training pass, such as BatchNorm's running statistics, happen in the first evaluation alone.
     *
     * @param parameters vector of p values, left as it is
     */
    Evaluation at(NDArray parameters);

    /**
     * @param loss scalar
     * @param gradient vector of p values
     */
    record Evaluation(NDArray loss, NDArray gradient) {}
}
