package org.flatsweep.cli.toy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GaussianAverageTest {

    private static final double RHO = 8;
    private static final double SIGMA = RHO / Math.sqrt(2);

    private final ToyLoss loss = new ToyLoss();

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 8, 20})
    void perturbsByRhoInTheMeanSquare(double rho) {
        Surface squaredNorm = theta -> theta.norm() * theta.norm();

        assertThat(new GaussianAverage(squaredNorm, rho).at(new Theta(3, 4)))
                .isCloseTo(25 + rho * rho, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 8, 20})
    void integratesTheLogarithmicPole(double rho) {
        double eulersConstant = 0.57721566490153286;
        Surface logarithm = theta -> Math.log(Math.abs(theta.s()));

        assertThat(new GaussianAverage(logarithm, rho).at(new Theta(3, 0)))
                .isCloseTo(Math.log(rho / Math.sqrt(2)) - (eulersConstant + Math.log(2)) / 2, within(1e-9));
    }

    @Test
    void agreesWithGaussHermiteQuadratureFarFromThePole() {
        Theta theta = new Theta(20, 48);
        GaussIntegrator hermite = new GaussIntegratorFactory().hermite(60);
        double scale = Math.sqrt(2) * SIGMA;
        double expected = hermite.integrate(x -> hermite.integrate(y ->
                loss.at(theta.plus(new Theta(scale * x, scale * y))))) / Math.PI;

        assertThat(new GaussianAverage(loss, RHO).at(theta)).isCloseTo(expected, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"-16.8, 12.8", "0, 22.5", "19.8, 29.9", "-5, 1"})
    void agreesWithRandomDraws(double m, double s) {
        Random random = new Random(1);
        double[] draws = Stream.generate(() -> new Theta(random.nextGaussian(), random.nextGaussian()))
                .limit(400_000)
                .mapToDouble(normal -> loss.at(new Theta(m, s).plus(normal.times(SIGMA))))
                .toArray();
        double mean = DoubleStream.of(draws).average().orElseThrow();
        double variance = DoubleStream.of(draws).map(draw -> (draw - mean) * (draw - mean)).average().orElseThrow();

        assertThat(new GaussianAverage(loss, RHO).at(new Theta(m, s)))
                .isCloseTo(mean, within(4 * Math.sqrt(variance / draws.length)));
    }
}
