package org.flatsweep.training.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** Normalised images with their classes, valid until the next batch is asked for. */
public interface Batch {

    /** Number of images. */
    int count();

    /**
     * Of shape count × channels × resolution × resolution. On a CPU it shares the batch's memory, so it must be closed
     * before the next batch is asked for.
     */
    NDArray images(NDManager manager);

    /** Of shape (count) and type int64. */
    NDArray classes(NDManager manager);
}
