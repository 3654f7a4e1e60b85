package org.flatsweep.training.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacBayesTest {

    @ParameterizedTest
    @CsvSource({"0.1, 0.05", "0.01, 1e-4", "0.5, 0.3", "0.9, 0.01"})
    void theInverseLiesAboveQAtTheGivenDivergence(double q, double c) {
        double p = PacBayes.inverse(q, c);

        assertThat(p).isGreaterThan(q);
        assertThat(PacBayes.kl(q, p)).isEqualTo(c, within(1e-8)).isGreaterThanOrEqualTo(c);
    }

    @Test
    void theInverseOfNoErrorIsKnownInClosedForm() {
        assertThat(PacBayes.inverse(0, 0.25)).isEqualTo(1 - Math.exp(-0.25), within(1e-10));
        assertThat(PacBayes.inverse(0.3, 0)).isEqualTo(0.3, within(1e-6));
        assertThat(PacBayes.inverse(1, 0.1)).isEqualTo(1);
        assertThat(PacBayes.inverse(0.2, 400)).isEqualTo(1);
    }

    /** By hand, both steps in closed form only where the first leaves no error: many draws, none wrong. */
    @Test
    void theBoundIsMaurersWithItsConstants() {
        double bound = PacBayes.bound(0, 1_000_000_000, 500, 50_000);

        double c = (500 + Math.log(2 * Math.sqrt(50_000) / 0.04)) / 50_000;
        assertThat(bound).isEqualTo(1 - Math.exp(-c), within(1e-6));
    }

    @Test
    void isTighterThanTheSquareRootOfMcAllester() {
        double empirical = PacBayes.inverse(0.1, Math.log(100) / 64);
        double c = (500 + Math.log(2 * Math.sqrt(50_000) / 0.04)) / 50_000;

        assertThat(PacBayes.bound(0.1, 64, 500, 50_000)).isBetween(empirical, empirical + Math.sqrt(c / 2));
    }

    @Test
    void farFromThePriorItSaysNothing() {
        assertThat(PacBayes.bound(0, 16, 1e6, 1000)).isEqualTo(1);
    }

    /**
     * A classifier that errs with probability 0.2, chosen before the data (KL = 0), judged on 50 examples by 5 draws of
     * 10: the bound may fail in one of twenty repetitions.
     */
    @Test
    void holdsAsOftenAsItPromises() {
        SplittableRandom random = new SplittableRandom(1);
        int repetitions = 2000;

        long failures = IntStream.range(0, repetitions).filter(repetition -> {
            boolean[] wrong = new boolean[50];
            IntStream.range(0, 50).forEach(i -> wrong[i] = random.nextDouble() < 0.2);
            double error = IntStream.range(0, 50).mapToDouble(i -> wrong[random.nextInt(50)] ? 1 : 0).average()
                    .orElseThrow();
            return PacBayes.bound(error, 5, 0, 50) < 0.2;
        }).count();

        assertThat(failures).isLessThan(repetitions / 20);
    }
}
