package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * The points of one step, drawn from N(μ, Σ), and their losses over the step's batch. The directions z ~ N(0, I) behind
 * the points are drawn anew from their seeds where they are needed, so memory is O(p) however many there are.
 *
 * @param seeds of each direction
 * @param signs the multiples of each direction that are points of their own
 * @param meanLoss L(μ), a scalar: the step's first evaluation
 * @param baseline its value
 * @param losses of the points, in the order of directions, then of signs
 */
record Population(
        NDArray mean, long[] seeds, int[] signs, NDArray meanLoss, double baseline, double[] losses) {

    private static final int[] ONE_SIDED = {1};
    private static final int[] ANTITHETIC = {1, -1};

    /**
     * The 2K points μ ± Σ^{1/2} z_k.
     *
     * @param root v ↦ Σ^{1/2} v
     */
    static Population ofPairs(
            Objective objective, NDArray mean, UnaryOperator<NDArray> root, int pairs, long noiseSeed) {
        return evaluated(objective, mean, root, seeds(pairs, noiseSeed), ANTITHETIC);
    }

    /**
     * Independent points μ + Σ^{1/2} z_k.
     *
     * @param root v ↦ Σ^{1/2} v
     */
    static Population ofPoints(
            Objective objective, NDArray mean, UnaryOperator<NDArray> root, int points, long noiseSeed) {
        return evaluated(objective, mean, root, seeds(points, noiseSeed), ONE_SIDED);
    }

    private static long[] seeds(int count, long noiseSeed) {
        return new SplittableRandom(noiseSeed).longs(count).toArray();
    }

    private static Population evaluated(
            Objective objective, NDArray mean, UnaryOperator<NDArray> root, long[] seeds, int[] signs) {
        NDArray meanLoss = objective.lossAt(mean);
        NDList losses = new NDList(meanLoss);
        for (long seed : seeds) {
            try (NDArray direction = Gaussian.noise(mean, seed);
                    NDArray perturbation = root.apply(direction)) {
                for (int sign : signs) {
                    try (NDArray point = sign > 0 ? mean.add(perturbation) : mean.sub(perturbation)) {
                        losses.add(objective.lossAt(point));
                    }
                }
            }
        }
        // All in one transfer, so that a GPU does not wait between evaluations.
        double[] values = Arrays.stream(NDArrays.stack(losses).toArray()).mapToDouble(Number::doubleValue).toArray();
        return new Population(
                mean, seeds, signs, meanLoss, values[0], Arrays.copyOfRange(values, 1, values.length));
    }

    /**
     * What the points' directions, with their signs, add up to; vectors of p values.
     *
     * @param first Σ w z
     * @param second Σ w (z² − 1), which is 0 in expectation for weights that do not depend on z
     */
    record Moments(NDArray first, NDArray second) {}

    Moments moments(FitnessShaping shaping) {
        return moments(shaping.weights(losses, baseline));
    }

    /** @param weights w, one a point */
    Moments moments(double[] weights) {
        NDArray first = mean.zerosLike();
        NDArray second = mean.zerosLike();
        for (int k = 0; k < seeds.length; k++) {
            double odd = 0;
            double even = 0;
            for (int j = 0; j < signs.length; j++) {
                double weight = weights[k * signs.length + j];
                odd += signs[j] * weight;
                even += weight;
            }
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                NDArray direction = Gaussian.noise(mean, seeds[k]);
                first.addi(direction.mul(odd));
                second.addi(direction.square().muli(even));
            }
        }
        return new Moments(first, second.subi(Arrays.stream(weights).sum()));
    }
}
