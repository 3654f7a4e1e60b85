package org.flatsweep.cli.toy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flatsweep.cli.toy.Surface.Point;
import org.junit.jupiter.api.Test;

class ToyLossTest {

    private final ToyLoss loss = new ToyLoss();

    @Test
    void followsThePapersFormula() {
        thetas().forEach(theta -> {
            double sharp = divergence(theta, -20, 10);
            double wide = divergence(theta, 20, 30);
            assertThat(loss.at(theta)).isCloseTo(
                    -Math.log(0.7 * Math.exp(-wide / (1.8 * 1.8)) + 0.3 * Math.exp(-sharp / (1.2 * 1.2))),
                    within(1e-12));
        });
    }

    @Test
    void hasASharpAndAWideMinimum() {
        assertIsAt(loss.sharpMinimum(), -16.805, 12.803, 0.27523);
        assertIsAt(loss.wideMinimum(), 19.810, 29.937, 0.35645);
    }

    @Test
    void hasNoMaximum() {
        Lattice lattice = Lattice.of(loss);
        assertThat(Lattice.nodes().filter(node -> surroundings(node)
                .noneMatch(next -> next == Lattice.OUTSIDE || lattice.values()[next] >= lattice.values()[node])))
                .isEmpty();
    }

    @Test
    void hasTheGradientThatDifferencesHave() {
        double h = 1e-5;
        thetas().forEach(theta -> {
            Theta gradient = loss.gradient(theta);
            assertThat(gradient.m()).isCloseTo(slope(theta, new Theta(h, 0)), within(1e-8));
            assertThat(gradient.s()).isCloseTo(slope(theta, new Theta(0, h)), within(1e-8));
        });
        assertThat(loss.gradient(loss.sharpMinimum().theta()).norm()).isLessThan(1e-6);
        assertThat(loss.gradient(loss.wideMinimum().theta()).norm()).isLessThan(1e-6);
    }

    @Test
    void isTheSameForSAndMinusSAndInfiniteBetween() {
        assertThat(loss.at(new Theta(3, -7))).isEqualTo(loss.at(new Theta(3, 7)));
        assertThat(loss.at(new Theta(3, 0))).isEqualTo(Double.POSITIVE_INFINITY);
    }

    private static void assertIsAt(Point point, double m, double s, double height) {
        assertThat(point.theta().m()).isCloseTo(m, within(5e-4));
        assertThat(point.theta().s()).isCloseTo(s, within(5e-4));
        assertThat(point.height()).isCloseTo(height, within(5e-6));
    }

    private static double divergence(Theta theta, double m, double s) {
        return Math.log(s / theta.s())
                + (theta.s() * theta.s() + (theta.m() - m) * (theta.m() - m)) / (2 * s * s) - 0.5;
    }

    private double slope(Theta theta, Theta step) {
        return (loss.at(theta.plus(step)) - loss.at(theta.plus(step.times(-1)))) / (2 * step.norm());
    }

    private static IntStream surroundings(int node) {
        return IntStream.rangeClosed(-1, 1).flatMap(columns -> IntStream.rangeClosed(-1, 1)
                .filter(rows -> columns != 0 || rows != 0)
                .map(rows -> Lattice.neighbour(node, columns, rows)));
    }

    private static Stream<Theta> thetas() {
        Random random = new Random(1);
        return Stream.generate(() -> new Theta(random.nextDouble(-40, 45), random.nextDouble(2, 50))).limit(200);
    }
}
