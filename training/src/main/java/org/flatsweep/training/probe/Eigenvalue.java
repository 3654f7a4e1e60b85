package org.flatsweep.training.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.flatsweep.training.method.Scalars;
import org.hipparchus.linear.EigenDecompositionSymmetric;

/**
 * The algebraically largest eigenvalue of a symmetric matrix, by the Lanczos iteration.
 *
 * @param value θ, the largest eigenvalue within the Krylov space; never above the matrix's, but for rounding
 * @param error the norm of the residual Ay − θy, ‖y‖ = 1: an eigenvalue lies so near to θ
 */
record Eigenvalue(double value, double error) {

    /**
     * Keeps three vectors and does not orthogonalise against earlier ones: that costs copies of eigenvalues found
     * already, which do not move the largest.
     *
     * @param matrix times a vector
     * @param start not orthogonal to the eigenvector sought, which a random vector never is
     * @param tolerance stops at an error of so many times |θ|
     * @param limit most products with the matrix
     */
    static Eigenvalue largest(UnaryOperator<NDArray> matrix, NDArray start, double tolerance, int limit) {
        List<Double> diagonal = new ArrayList<>();
        List<Double> offDiagonal = new ArrayList<>();
        NDArray previous = start.zerosLike();
        NDArray current = start.div(start.norm());
        while (true) {
            NDArray next;
            try (NDScope step = new NDScope()) {
                step.suppressNotUsedWarning();
                next = matrix.apply(current);
                double before = offDiagonal.isEmpty() ? 0 : offDiagonal.get(offDiagonal.size() - 1);
                diagonal.add(Scalars.dot(current, next));
                next.subi(current.mul(diagonal.get(diagonal.size() - 1))).subi(previous.mul(before));
                NDScope.unregister(next);
            }
            NDScope.register(next);
            previous.close();
            double rest = Scalars.value(next.norm());
            if (!Double.isFinite(rest)) {
                return new Eigenvalue(Double.NaN, Double.NaN);
            }
            Eigenvalue found = ofTridiagonal(diagonal, offDiagonal, rest);
            if (found.error <= tolerance * Math.abs(found.value) || diagonal.size() == limit) {
                return found;
            }
            offDiagonal.add(rest);
            previous = current;
            current = next.divi(rest);
        }
    }

    private static Eigenvalue ofTridiagonal(List<Double> diagonal, List<Double> offDiagonal, double rest) {
        var decomposition = new EigenDecompositionSymmetric(array(diagonal), array(offDiagonal));
        double last = decomposition.getEigenvector(0).getEntry(diagonal.size() - 1);
        return new Eigenvalue(decomposition.getEigenvalue(0), rest * Math.abs(last));
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
