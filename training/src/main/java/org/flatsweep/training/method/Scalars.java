package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;

/** Scalars of the engine, of whatever precision, as Java's. */
public final class Scalars {

    private Scalars() {}

    public static double value(NDArray scalar) {
        return scalar.toArray()[0].doubleValue();
    }

    public static double dot(NDArray a, NDArray b) {
        return value(a.dot(b));
    }
}
