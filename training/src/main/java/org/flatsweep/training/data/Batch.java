package org.flatsweep.training.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;

/**
 * Normalised images with their classes, valid until the next batch is asked for.
 *
 * @param pixels direct buffer of floats, exactly of {@code shape}
 * @param shape count × channels × resolution × resolution
 */
public record Batch(ByteBuffer pixels, Shape shape, long[] labels) {

    public int count() {
        return labels.length;
    }

    /** On a CPU it shares the batch's memory, so it must be closed before the next batch is asked for. */
    public NDArray images(NDManager manager) {
        return manager.create(pixels.duplicate().order(pixels.order()), shape, DataType.FLOAT32);
    }

    /** Of shape (count) and type int64. */
    public NDArray classes(NDManager manager) {
        return manager.create(labels);
    }
}
