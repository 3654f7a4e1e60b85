package org.flatsweep.cli.toy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorstCaseTest {

    private final ToyLoss loss = new ToyLoss();

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 8, 20})
    void isTheLargestLossInTheBall(double rho) {
        WorstCase worstCase = new WorstCase(loss, rho);
        Random random = new Random(1);
        for (int k = 0; k < 30; k++) {
            Theta theta = new Theta(random.nextDouble(-40, 45), random.nextDouble(rho + 0.25, 50));
            assertThat(worstCase.at(theta)).isCloseTo(largestByBruteForce(theta, rho), within(1e-6));
        }
    }

    @Test
    void isInfiniteWhereTheBallReachesZeroDeviation() {
        WorstCase worstCase = new WorstCase(loss, 8);

        assertThat(worstCase.at(new Theta(0, 8))).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(worstCase.at(new Theta(0, 8.01))).isFinite();
    }

    @Test
    void isFoundBetweenTheDirectionsSearched() {
        Theta slope = new Theta(Math.cos(0.0123), Math.sin(0.0123));
        Surface plane = theta -> slope.m() * theta.m() + slope.s() * theta.s();

        assertThat(new WorstCase(plane, 8).at(new Theta(0, 20))).isCloseTo(20 * slope.s() + 8, within(1e-9));
    }

    private double largestByBruteForce(Theta theta, double rho) {
        double largest = loss.at(theta);
        for (int ring = 1; ring <= 10; ring++) {
            for (int k = 0; k < 20_000; k++) {
                double angle = 2 * Math.PI * k / 20_000;
                Theta perturbation = new Theta(Math.cos(angle), Math.sin(angle)).times(rho * ring / 10);
                largest = Math.max(largest, loss.at(theta.plus(perturbation)));
            }
        }
        return largest;
    }
}
