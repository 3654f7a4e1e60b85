package org.flatsweep.api.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.hipparchus.stat.inference.WilcoxonSignedRankTest;
import org.junit.jupiter.api.Test;

/** Against published worked examples, closed forms and counting by brute force. */
class StatisticsTest {

    private static Map<Long, Double> bySeed(double... values) {
        Map<Long, Double> bySeed = new HashMap<>();
        for (double value : values) {
            bySeed.put((long) bySeed.size(), value);
        }
        return bySeed;
    }

    /** Student (1908), <i>The Probable Error of a Mean</i>, Table I: hours of sleep gained under two drugs. */
    @Test
    void shouldTestPairsAsStudentDid() {
        PairedDifference difference = PairedDifference.of("dextro",
                bySeed(1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4),
                bySeed(0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0));
        assertThat(difference.pairs()).isEqualTo(10);
        assertThat(difference.mean()).isCloseTo(1.58, within(1e-12));
        assertThat(difference.standardError()).isCloseTo(1.229995 / Math.sqrt(10), within(1e-6));
        assertThat(difference.t()).isCloseTo(4.0621, within(5e-5));
        assertThat(difference.p()).isCloseTo(0.002833, within(5e-7));
    }

    /** Hollander and Wolfe (1973), p. 29: the Hamilton depression scale before and after; R's example of wilcox.test. */
    @Test
    void shouldRankSignsAsHollanderAndWolfeDid() {
        PairedDifference difference = PairedDifference.of("after",
                bySeed(1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30),
                bySeed(0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29));
        assertThat(difference.wilcoxon()).isEqualTo(40);
        assertThat(difference.wilcoxonP()).isCloseTo(2 * 0.01953, within(1e-5));
    }

    @Test
    void shouldRankSignsAsAnotherLibraryDoesWhereThereAreNoTies() {
        Random random = new Random(1);
        for (int n = 2; n <= 20; n++) {
            double[] differences = random.doubles(n, -1, 1.3).toArray();
            assertThat(SignedRanks.of(differences).orElseThrow().pValue()).as("%d differences", n).isCloseTo(
                    Math.min(1, new WilcoxonSignedRankTest().wilcoxonSignedRankTest(differences, new double[n], true)),
                    within(1e-12));
        }
    }

    /** All ways to give the same sizes their signs. */
    @Test
    void shouldBeExactWithTiesAndZeros() {
        double[] differences = {0.02, 0.02, -0.01, 0, 0.03, 0.02, -0.01};
        double[] ranks = {4, 4, 1.5, 6, 4, 1.5};
        int high = 0;
        int low = 0;
        for (int signs = 0; signs < 64; signs++) {
            double sum = 0;
            for (int i = 0; i < 6; i++) {
                sum += (signs >> i & 1) * ranks[i];
            }
            high += sum >= 18 ? 1 : 0;
            low += sum <= 18 ? 1 : 0;
        }
        SignedRanks test = SignedRanks.of(differences).orElseThrow();
        assertThat(test.statistic()).isEqualTo(18);
        assertThat(test.pValue()).isEqualTo(2 * Math.min(high, low) / 64.0);
    }

    @Test
    void shouldTieDifferencesThatAreEqualButForRounding() {
        PairedDifference difference =
                PairedDifference.of("b", bySeed(0.93, 0.95, 0.5), bySeed(0.90, 0.92, 0.53));
        assertThat(0.93 - 0.90).isNotEqualTo(0.95 - 0.92);
        assertThat(difference.wilcoxon()).isEqualTo(4);
        assertThat(difference.mean()).isEqualTo(0.01, within(1e-12));
    }

    @Test
    void shouldCompareSharedSeedsOnly() {
        PairedDifference difference =
                PairedDifference.of("b", Map.of(1L, 0.5, 2L, 0.7, 3L, 0.1), Map.of(2L, 0.6, 1L, 0.6, 7L, 0.9));
        assertThat(difference.pairs()).isEqualTo(2);
        assertThat(difference.mean()).isCloseTo(0, within(1e-12));
        assertThat(PairedDifference.of("b", Map.of(1L, 0.5), Map.of(2L, 0.5)))
                .isEqualTo(new PairedDifference("b", 0, null, null, null, null, null, null, null, null));
    }

    @Test
    void shouldHaveNoTestWhereThereIsNothingToTest() {
        PairedDifference one = PairedDifference.of("b", bySeed(0.5), bySeed(0.25));
        assertThat(one).isEqualTo(new PairedDifference("b", 1, 0.25, null, null, null, null, 1.0, 1.0, null));
        PairedDifference same = PairedDifference.of("b", bySeed(0.5, 0.5), bySeed(0.25, 0.25));
        assertThat(same).isEqualTo(new PairedDifference("b", 2, 0.25, 0.0, null, null, null, 3.0, 0.5, null));
        PairedDifference none = PairedDifference.of("b", bySeed(0.5, 0.25), bySeed(0.5, 0.25));
        assertThat(none).isEqualTo(new PairedDifference("b", 2, 0.0, 0.0, null, null, null, null, null, null));
    }

    /** By hand: 4 × 0.005, 3 × 0.01, 2 × 0.03, and no less for 0.04. */
    @Test
    void shouldCorrectAsHolmDid() {
        assertThat(Holm.corrected(Arrays.asList(0.01, 0.04, null, 0.03, 0.005)))
                .usingElementComparator((a, b) -> a == null || b == null
                        ? (a == b ? 0 : 1) : Math.abs(a - b) < 1e-15 ? 0 : 1)
                .containsExactly(0.03, 0.06, null, 0.06, 0.02);
        assertThat(Holm.corrected(List.of(0.4, 0.6))).containsExactly(0.8, 0.8);
        assertThat(Holm.corrected(List.of())).isEmpty();
    }

    /** Of the 27 equally likely resamples of three values, one has the least mean and one the greatest. */
    @Test
    void shouldBootstrapTheMean() {
        Interval three = Interval.bootstrap(List.of(0.90, 0.96, 0.93)).orElseThrow();
        assertThat(three.low()).isEqualTo(0.90, within(1e-12));
        assertThat(three.high()).isEqualTo(0.96, within(1e-12));
        assertThat(Interval.bootstrap(List.of(0.9))).isEmpty();

        // The mean of a fair coin, of many throws, is normal: its standard error is 1/(2√n).
        List<Double> coin = DoubleStream.iterate(0, x -> 1 - x).limit(400).boxed().toList();
        Interval many = Interval.bootstrap(coin).orElseThrow();
        assertThat(many.low()).isEqualTo(0.5 - 1.96 / 40, within(0.004));
        assertThat(many.high()).isEqualTo(0.5 + 1.96 / 40, within(0.004));
    }

    /** Every subset of the budget's size, the first of which is chosen. */
    @Test
    void shouldExpectWhatAllWaysToSpendTheBudgetGiveOnAverage() {
        double[] tests = {0.93, 0.97, 0.91, 0.88, 0.95, 0.5, 0.7};
        for (int budget = 1; budget <= tests.length; budget++) {
            double sum = 0;
            int subsets = 0;
            for (int subset = 1; subset < 1 << tests.length; subset++) {
                if (Integer.bitCount(subset) == budget) {
                    sum += tests[Integer.numberOfTrailingZeros(subset)];
                    subsets++;
                }
            }
            assertThat(SearchBudget.expected(tests, budget)).as("budget %d", budget).isCloseTo(sum / subsets, within(1e-12));
        }
    }
}
