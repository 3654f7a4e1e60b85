package org.flatsweep.api.results;

import java.util.Arrays;
import java.util.Optional;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;

/**
 * Wilcoxon's signed-rank test (Wilcoxon 1945): are differences symmetric about 0? Zeros are left out and equal ones share
 * the mean of their ranks.
 *
 * <p>The probability is exact given these ranks, with ties too: libraries approximate it by a normal distribution where
 * there are any, which is far off for the three to ten seeds that a sweep has.
 *
 * @param statistic sum of the ranks of positive differences
 * @param pValue two-sided: twice the smaller tail, 1 at most
 */
record SignedRanks(double statistic, double pValue) {

    /** Empty where no difference differs from 0. */
    static Optional<SignedRanks> of(double[] differences) {
        double[] nonzero = Arrays.stream(differences).filter(difference -> difference != 0).toArray();
        if (nonzero.length == 0) {
            return Optional.empty();
        }
        double[] ranks = new NaturalRanking(TiesStrategy.AVERAGE).rank(Arrays.stream(nonzero).map(Math::abs).toArray());
        // Mean ranks are halves, so that twice a rank is whole.
        int[] doubled = Arrays.stream(ranks).mapToInt(rank -> (int) Math.round(2 * rank)).toArray();
        int sum = 0;
        for (int i = 0; i < nonzero.length; i++) {
            sum += nonzero[i] > 0 ? doubled[i] : 0;
        }
        double[] probabilities = distribution(doubled);
        double below = Arrays.stream(probabilities, 0, sum + 1).sum();
        double above = Arrays.stream(probabilities, sum, probabilities.length).sum();
        return Optional.of(new SignedRanks(sum / 2.0, Math.min(1, 2 * Math.min(below, above))));
    }

    /** Of the sum of those ranks that a fair coin each chooses. */
    private static double[] distribution(int[] ranks) {
        double[] probabilities = new double[Arrays.stream(ranks).sum() + 1];
        probabilities[0] = 1;
        for (int rank : ranks) {
            for (int sum = probabilities.length - 1; sum >= 0; sum--) {
                double without = probabilities[sum] / 2;
                probabilities[sum] = without + (sum >= rank ? probabilities[sum - rank] / 2 : 0);
            }
        }
        return probabilities;
    }
}
