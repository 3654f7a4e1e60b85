package org.flatsweep.training.method;

import java.util.stream.IntStream;

/** Plain Java arithmetic, for what the engine's is checked against. */
final class Vectors {

    private Vectors() {}

    static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    static double norm(double[] vector) {
        return Math.sqrt(dot(vector, vector));
    }

    static double[] product(double[][] matrix, double[] vector) {
        return IntStream.range(0, matrix.length).mapToDouble(i -> dot(matrix[i], vector)).toArray();
    }
}
