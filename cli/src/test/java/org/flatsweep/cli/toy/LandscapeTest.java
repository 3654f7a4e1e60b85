package org.flatsweep.cli.toy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flatsweep.cli.toy.Landscape.SharpBasin;
import org.flatsweep.cli.toy.Surface.Point;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class LandscapeTest {

    private static final double RHO = 8;
    private static final ToyLoss LOSS = new ToyLoss();

    private static Map<Panel, Landscape> landscapes;

    @BeforeAll
    static void compute() {
        landscapes = Arrays.stream(Panel.values())
                .collect(Collectors.toMap(panel -> panel, panel -> Landscape.of(panel, RHO)));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "A")
    void smoothingMovesTheBoundaryTowardsTheSharpMinimum(Panel panel) {
        Theta sharp = LOSS.sharpMinimum().theta();

        assertThat(sharpBasin(panel).reach()).isLessThan(sharpBasin(Panel.A).reach() - 0.005);
        assertThat(distance(sharpBasin(panel).pass().theta(), sharp))
                .isLessThan(distance(sharpBasin(Panel.A).pass().theta(), sharp));
    }

    @ParameterizedTest
    @EnumSource
    void descentsPartWhereTheBoundaryIs(Panel panel) {
        SharpBasin basin = sharpBasin(panel);

        assertThat(minimumBelow(onTheWay(basin.reach() - 0.01), panel)).isEqualTo(basin.minimum());
        assertThat(minimumBelow(onTheWay(basin.reach() + 0.01), panel)).isNotEqualTo(basin.minimum());
    }

    @ParameterizedTest
    @EnumSource
    void theSharpMinimumIsTheLowestPointOfItsBasin(Panel panel) {
        SharpBasin basin = sharpBasin(panel);
        double lowestNode = Lattice.nodes()
                .filter(node -> basin.share().values()[node] > 0.5)
                .mapToDouble(node -> landscapes.get(panel).heights().values()[node])
                .min()
                .orElseThrow();

        assertThat(lowestNode).isBetween(basin.minimum().height(), basin.minimum().height() + 0.005);
    }

    @Test
    void onlyTheWorstCasePutsTheWideMinimumBelowTheSharpOne() {
        assertThat(Panel.values()).filteredOn(panel ->
                landscapes.get(panel).wide().height() < sharpBasin(panel).minimum().height()).containsExactly(Panel.C);
    }

    @Test
    void theTaylorApproximationHasAMinimumOfItsOwnAtTheSaddleOfTheLoss() {
        assertThat(Panel.values()).filteredOn(panel -> !landscapes.get(panel).others().isEmpty())
                .containsExactly(Panel.D);
        assertThat(landscapes.get(Panel.D).others()).singleElement().satisfies(other -> {
            assertThat(LOSS.gradient(other.theta()).norm()).isLessThan(1e-6);
            assertThat(distance(other.theta(), sharpBasin(Panel.A).pass().theta())).isLessThan(Lattice.SPACING);
        });
    }

    @Test
    void aLargerRadiusLeavesNoSharpMinimumInTheAverageAndTheWorstCase() {
        assertThat(Landscape.of(Panel.B, 12).sharp()).isEmpty();
        assertThat(Landscape.of(Panel.C, 12).sharp()).isEmpty();
        assertThat(Landscape.of(Panel.D, 12).sharp()).isPresent();
    }

    private static SharpBasin sharpBasin(Panel panel) {
        return landscapes.get(panel).sharp().orElseThrow();
    }

    private static Theta onTheWay(double part) {
        return LOSS.sharpMinimum().theta().times(1 - part).plus(LOSS.wideMinimum().theta().times(part));
    }

    private static double distance(Theta theta, Theta other) {
        return theta.plus(other.times(-1)).norm();
    }

    /** By gradient descent, which shares nothing with the flooding of the lattice. */
    private static Point minimumBelow(Theta start, Panel panel) {
        Surface surface = panel.surface(LOSS, RHO);
        Landscape landscape = landscapes.get(panel);
        Theta theta = start;
        for (int step = 0; step < 10_000; step++) {
            Theta at = theta;
            Optional<Point> reached = Stream.of(
                            Stream.of(sharpBasin(panel).minimum(), landscape.wide()), landscape.others().stream())
                    .flatMap(minima -> minima)
                    .filter(minimum -> distance(minimum.theta(), at) < 1)
                    .findFirst();
            if (reached.isPresent()) {
                return reached.get();
            }
            Theta gradient = gradient(surface, theta);
            theta = theta.plus(gradient.times(-0.05 / gradient.norm()));
        }
        throw new AssertionError("no minimum within 10,000 steps of " + start);
    }

    private static Theta gradient(Surface surface, Theta theta) {
        double h = 1e-4;
        return new Theta(
                surface.at(theta.plus(new Theta(h, 0))) - surface.at(theta.plus(new Theta(-h, 0))),
                surface.at(theta.plus(new Theta(0, h))) - surface.at(theta.plus(new Theta(0, -h)))).times(0.5 / h);
    }
}
