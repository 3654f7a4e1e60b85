package org.flatsweep.training.model;

import ai.djl.ndarray.NDArray;

/** A task whose answers are classes with probabilities. */
public interface Classifier extends Task {

    /**
     * By a pass that moves nothing.
     *
     * @param images count × channels × height × width
     * @param parameters p values
     * @return natural logarithms, count × classes
     */
    NDArray logProbabilities(NDArray images, NDArray parameters, NDArray statistics);

    /** The statistics that a batch alone would make, a new vector. */
    NDArray statisticsOf(NDArray images, NDArray parameters);
}
