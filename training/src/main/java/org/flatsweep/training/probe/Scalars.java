package org.flatsweep.training.probe;

import ai.djl.ndarray.NDArray;

/** Scalars of the engine, of whatever precision, as Java's. */
final class Scalars {

    private Scalars() {}

    static double value(NDArray scalar) {
        return scalar.toArray()[0].doubleValue();
    }

    static double dot(NDArray a, NDArray b) {
        return value(a.dot(b));
    }
}
