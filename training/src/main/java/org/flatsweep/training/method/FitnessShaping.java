package org.flatsweep.training.method;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The weights w of a population of n points, from its losses. With them Σ w z / σ is the score-function estimate of the
 * gradient of the expected loss, or of the expected value of what is put in the loss's place.
 *
 * <p>Where weights follow from ranks, a loss that is not finite ranks last, so that a few of them do no harm; where no
 * loss is finite, no weight is. Of equal losses the earlier one ranks first.
 */
enum FitnessShaping {

    /** (L − L(μ)) / n: no shaping. The baseline L(μ) leaves expectations as they are and takes from the variance. */
    RAW {
        @Override
        double[] weights(double[] losses, double baseline) {
            return Arrays.stream(losses).map(loss -> (loss - baseline) / losses.length).toArray();
        }
    },

    /** Ranks evenly spaced from −½ for the best to ½ for the worst, by n (Salimans et al. 2017, section 2.1). */
    CENTRED_RANKS {
        @Override
        double[] weights(double[] losses, double baseline) {
            int n = losses.length;
            return byRank(losses, rank -> ((double) rank / (n - 1) - 0.5) / n);
        }
    },

    /**
     * The utilities of natural evolution strategies, negated since they fall with the loss (Wierstra et al. 2014,
     * section 3.1): max(0, ln(n/2 + 1) − ln k) for the k-th best, divided by the sum of all, less 1/n.
     */
    UTILITIES {
        @Override
        double[] weights(double[] losses, double baseline) {
            int n = losses.length;
            double[] utilities = normalised(n, Math.log(n / 2.0 + 1));
            return byRank(losses, rank -> 1.0 / n - utilities[rank]);
        }
    };

    /**
     * @param losses of at least two points
     * @param baseline L(μ)
     */
    abstract double[] weights(double[] losses, double baseline);

    /** max(0, offset − ln k), k = 1 … n, by their sum. */
    static double[] normalised(int n, double offset) {
        double[] weights = IntStream.rangeClosed(1, n).mapToDouble(k -> Math.max(0, offset - Math.log(k))).toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(weight -> weight / sum).toArray();
    }

    /** @param weightOfRank ranks count from 0, the least loss */
    static double[] byRank(double[] losses, IntToDoubleFunction weightOfRank) {
        double[] weights = new double[losses.length];
        if (Arrays.stream(losses).noneMatch(Double::isFinite)) {
            Arrays.fill(weights, Double.NaN);
            return weights;
        }
        Comparator<Integer> byLoss =
                Comparator.comparingDouble(i -> Double.isFinite(losses[i]) ? losses[i] : Double.POSITIVE_INFINITY);
        List<Integer> order = IntStream.range(0, losses.length).boxed().sorted(byLoss).toList();
        for (int rank = 0; rank < order.size(); rank++) {
            weights[order.get(rank)] = weightOfRank.applyAsDouble(rank);
        }
        return weights;
    }
}
