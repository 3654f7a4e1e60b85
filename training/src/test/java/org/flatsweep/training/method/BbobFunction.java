package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Functions of the Black-Box Optimization Benchmarking suite (Hansen, Finck, Ros, Auger 2009: Real-parameter black-box
 * optimization benchmarking 2009: Noiseless functions definitions, INRIA RR-6829), less their optimal value.
 */
enum BbobFunction {

    /** f1. */
    SPHERE {
        @Override
        double at(double[] z) {
            return IntStream.range(0, z.length).mapToDouble(i -> z[i] * z[i]).sum();
        }
    },

    /** f2: axis-parallel, condition number 10⁶, with the suite's oscillations. */
    ELLIPSOID {
        @Override
        double at(double[] z) {
            return IntStream.range(0, z.length)
                    .mapToDouble(i -> Math.pow(1e6, i / (z.length - 1.0)) * Math.pow(oscillated(z[i]), 2)).sum();
        }
    },

    /** f8. */
    ROSENBROCK {
        @Override
        double at(double[] z) {
            double scale = Math.max(1, Math.sqrt(z.length) / 8);
            double[] x = IntStream.range(0, z.length).mapToDouble(i -> scale * z[i] + 1).toArray();
            return IntStream.range(0, z.length - 1)
                    .mapToDouble(i -> 100 * Math.pow(x[i] * x[i] - x[i + 1], 2) + Math.pow(x[i] - 1, 2)).sum();
        }
    };

    /** @param z the place relative to the optimum */
    abstract double at(double[] z);

    /** T_osz. */
    private static double oscillated(double x) {
        if (x == 0) {
            return 0;
        }
        double log = Math.log(Math.abs(x));
        double wave = x > 0 ? Math.sin(10 * log) + Math.sin(7.9 * log) : Math.sin(5.5 * log) + Math.sin(3.1 * log);
        return Math.signum(x) * Math.exp(log + 0.049 * wave);
    }

    /** An instance with a random optimum, as the suite has them. */
    Problem instance(int dimension, SplittableRandom random) {
        double radius = this == ROSENBROCK ? 3 : 4;
        return new Problem(this, random.doubles(dimension, -radius, radius).toArray());
    }

    /** L(θ) = f(θ − θ*), with a count of its evaluations. */
    static final class Problem implements Objective {

        private final BbobFunction function;
        private final double[] optimum;
        private int evaluations;
        private double best = Double.POSITIVE_INFINITY;

        Problem(BbobFunction function, double[] optimum) {
            this.function = function;
            this.optimum = optimum;
        }

        @Override
        public Evaluation at(NDArray parameters) {
            throw new UnsupportedOperationException("a method without gradients asked for one");
        }

        @Override
        public NDArray lossAt(NDArray parameters) {
            double[] theta = parameters.toDoubleArray();
            double loss = function.at(
                    IntStream.range(0, theta.length).mapToDouble(i -> theta[i] - optimum[i]).toArray());
            evaluations++;
            best = Math.min(best, loss);
            return parameters.getManager().create(loss);
        }

        /** All so far, those at μ included. */
        int evaluations() {
            return evaluations;
        }

        /** The least loss so far. */
        double best() {
            return best;
        }
    }
}
