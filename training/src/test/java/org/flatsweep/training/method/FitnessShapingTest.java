package org.flatsweep.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class FitnessShapingTest {

    private static final double[] LOSSES = {3, 1, 2, 5};
    private static final Offset<Double> EXACT = within(1e-12);

    @Test
    void rawWeightsAreTheLossesAboveTheBaselineByTheirNumber() {
        assertThat(FitnessShaping.RAW.weights(LOSSES, 2)).containsExactly(0.25, -0.25, 0, 0.75);
    }

    @Test
    void centredRanksRunEvenlyFromMinusOneHalfToOneHalf() {
        assertThat(FitnessShaping.CENTRED_RANKS.weights(LOSSES, 0))
                .containsExactly(new double[] {1.0 / 24, -1.0 / 8, -1.0 / 24, 1.0 / 8}, EXACT);
    }

    @Test
    void utilitiesFavourTheBetterHalfByTheLogarithmOfTheirRanks() {
        double sum = Math.log(3) + Math.log(1.5);

        assertThat(FitnessShaping.UTILITIES.weights(LOSSES, 0)).containsExactly(
                new double[] {0.25, 0.25 - Math.log(3) / sum, 0.25 - Math.log(1.5) / sum, 0.25}, EXACT);
    }

    @ParameterizedTest
    @EnumSource(names = "RAW", mode = Mode.EXCLUDE)
    void weightsFromRanksSumToZero(FitnessShaping ranks) {
        assertThat(Arrays.stream(ranks.weights(LOSSES, 0)).sum()).isEqualTo(0, EXACT);
    }

    @ParameterizedTest
    @EnumSource(names = "RAW", mode = Mode.EXCLUDE)
    void weightsFromRanksDependOnTheOrderOfLossesAlone(FitnessShaping ranks) {
        double[] stretched = Arrays.stream(LOSSES).map(loss -> Math.exp(3 * loss)).toArray();

        assertThat(ranks.weights(stretched, 7)).containsExactly(ranks.weights(LOSSES, 0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aLossThatIsNotFiniteRanksLast(double broken) {
        assertThat(FitnessShaping.UTILITIES.weights(new double[] {3, broken, 2, 5}, 0))
                .containsExactly(FitnessShaping.UTILITIES.weights(new double[] {3, 6, 2, 5}, 0));
        assertThat(FitnessShaping.CENTRED_RANKS.weights(new double[] {3, broken, 2, 5}, 0))
                .containsExactly(FitnessShaping.CENTRED_RANKS.weights(new double[] {3, 6, 2, 5}, 0));
    }

    @ParameterizedTest
    @EnumSource
    void noFiniteLossMeansNoFiniteWeight(FitnessShaping shaping) {
        double[] broken = {Double.NaN, Double.POSITIVE_INFINITY, Double.NaN};

        assertThat(Arrays.stream(shaping.weights(broken, 1)).filter(Double::isFinite)).isEmpty();
    }

    @Test
    void rawWeightsDoNotHideALossThatIsNotFinite() {
        assertThat(FitnessShaping.RAW.weights(new double[] {1, Double.NaN}, 1)[1]).isNaN();
    }
}
