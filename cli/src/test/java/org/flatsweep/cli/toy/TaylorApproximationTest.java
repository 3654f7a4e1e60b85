package org.flatsweep.cli.toy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaylorApproximationTest {

    private final ToyLoss loss = new ToyLoss();

    @ParameterizedTest
    @CsvSource({"-30, 10", "0, 15", "10, 40"})
    void isTheWorstCaseUpToTheSquareOfRho(double m, double s) {
        Theta theta = new Theta(m, s);
        for (double rho : new double[] {0.1, 0.01}) {
            double approximation = new TaylorApproximation(loss, rho).at(theta);
            assertThat(approximation).isCloseTo(new WorstCase(loss, rho).at(theta), within(0.02 * rho * rho));
            assertThat(approximation - loss.at(theta)).isGreaterThan(0.005 * rho);
        }
    }
}
