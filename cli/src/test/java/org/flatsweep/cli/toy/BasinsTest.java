package org.flatsweep.cli.toy;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BasinsTest {

    /** Not along the lattice, nor across it. */
    private static final double ANGLE = 0.4;

    @Test
    void partsTwoValleysAtTheRidgeBetweenThem() {
        Basins basins = new Basins(Lattice.of(theta -> {
            double u = along(theta) / 10;
            double v = across(theta) / 10;
            return (u * u - 1) * (u * u - 1) + v * v;
        }));

        assertThat(basins.bottoms()).hasSize(2);
        int bottom = basins.bottoms()[0];
        List<Theta> boundary = points(new Contour(basins.shareOf(bottom), 0.5).line());
        assertThat(boundary).hasSizeGreaterThan(100)
                .allMatch(theta -> Math.abs(along(theta)) < Lattice.SPACING);
        assertThat(basins.bottomBelow(Lattice.nearest(new Theta(-20, 20)))).isNotEqualTo(
                basins.bottomBelow(Lattice.nearest(new Theta(20, 30))));
    }

    @Test
    void seesOneBasinInAValleyWithASharpFloor() {
        Basins basins = new Basins(Lattice.of(theta ->
                0.02 * Math.abs(across(theta)) + 1e-4 * along(theta) * along(theta)));

        assertThat(basins.bottoms()).hasSize(1);
    }

    @Test
    void leavesOutWhereTheSurfaceIsInfinite() {
        Basins basins = new Basins(Lattice.of(theta -> theta.s() < 10 ? Double.POSITIVE_INFINITY : theta.s()));

        assertThat(basins.bottomBelow(Lattice.nearest(new Theta(0, 5)))).isEqualTo(Basins.NONE);
        Lattice share = basins.shareOf(basins.bottoms()[0]);
        assertThat(share.at(new Theta(0, 5))).isNaN();
        assertThat(share.at(new Theta(0, 30))).isEqualTo(1);
    }

    private static double along(Theta theta) {
        return theta.m() * Math.cos(ANGLE) + (theta.s() - 25) * Math.sin(ANGLE);
    }

    private static double across(Theta theta) {
        return -theta.m() * Math.sin(ANGLE) + (theta.s() - 25) * Math.cos(ANGLE);
    }

    private static List<Theta> points(Path2D line) {
        List<Theta> points = new ArrayList<>();
        double[] at = new double[6];
        for (PathIterator path = line.getPathIterator(null); !path.isDone(); path.next()) {
            path.currentSegment(at);
            points.add(new Theta(at[0], at[1]));
        }
        return points;
    }
}
