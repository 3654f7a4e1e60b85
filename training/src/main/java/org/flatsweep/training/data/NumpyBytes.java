package org.flatsweep.training.data;

import java.util.Arrays;

/** A numpy array of unsigned bytes as unpickling builds it: first the object, then its state. */
final class NumpyBytes {

    private int[] shape = {};
    private byte[] raw = {};
    private boolean columnMajor;

    /** @throws IllegalArgumentException unless {@code raw} has as many bytes as {@code shape} says */
    void set(int[] newShape, byte[] newRaw, boolean isColumnMajor) {
        long size = Arrays.stream(newShape).asLongStream().reduce(1, Math::multiplyExact);
        if (size != newRaw.length) {
            throw new IllegalArgumentException("a numpy array of shape %s has %d bytes"
                    .formatted(Arrays.toString(newShape), newRaw.length));
        }
        shape = newShape;
        raw = newRaw;
        columnMajor = isColumnMajor;
    }

    int[] shape() {
        return shape;
    }

    /** Row after row; of a matrix. */
    byte[] rowMajor() {
        if (!columnMajor) {
            return raw;
        }
        byte[] transposed = new byte[raw.length];
        for (int row = 0; row < shape[0]; row++) {
            for (int column = 0; column < shape[1]; column++) {
                transposed[row * shape[1] + column] = raw[column * shape[0] + row];
            }
        }
        return transposed;
    }

    @Override
    public String toString() {
        return "a numpy array of shape " + Arrays.toString(shape);
    }
}
