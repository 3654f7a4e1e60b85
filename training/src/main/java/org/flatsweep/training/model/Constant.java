package org.flatsweep.training.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** Factors and divisors in what is differentiated. */
public final class Constant {

    private Constant() {}

    /**
     * A scalar of the type of {@code array}. The engine would leave a mere number in Java's memory, which the garbage
     * collector may take back before the backward pass reads it.
     */
    public static NDArray of(double value, NDArray array) {
        return array.getManager().zeros(new Shape(), array.getDataType()).addi(value);
    }
}
