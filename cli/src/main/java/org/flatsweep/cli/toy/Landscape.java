package org.flatsweep.cli.toy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flatsweep.cli.toy.Surface.Point;

/**
 * A panel's surface on the lattice, its minima, and how far the sharp one's basin of attraction reaches.
 *
 * @param sharp empty where smoothing has left the sharp minimum no basin of its own
 * @param others the minima that are neither the sharp nor the wide one
 */
record Landscape(Panel panel, Lattice heights, Optional<SharpBasin> sharp, Point wide, List<Point> others) {

    /**
     * @param share how much of the flow from each node ends in this basin, as a fraction
     * @param pass the lowest point of the basin's boundary
     * @param reach where the boundary crosses the straight line from the sharp minimum of L, at 0, to its wide one, at
     *     1: of the basin's sizes the one that means the same in all panels and does not hang on the frame
     */
    record SharpBasin(Point minimum, Lattice share, Point pass, double reach) {}

    static Landscape of(Panel panel, double rho) {
        ToyLoss loss = new ToyLoss();
        Surface surface = panel.surface(loss, rho);
        Lattice heights = Lattice.of(surface);
        Basins basins = new Basins(heights);
        int sharp = basins.bottomBelow(Lattice.nearest(loss.sharpMinimum().theta()));
        int wide = basins.bottomBelow(Lattice.nearest(loss.wideMinimum().theta()));
        return new Landscape(panel, heights,
                Optional.of(sharp)
                        .filter(bottom -> bottom != Basins.NONE && bottom != wide)
                        .map(bottom -> {
                            Lattice share = basins.shareOf(bottom);
                            return new SharpBasin(surface.minimum(Lattice.theta(bottom), 2), share,
                                    lowestOnBoundary(heights, share), reach(share, loss));
                        }),
                surface.minimum(Lattice.theta(wide), 2),
                Arrays.stream(basins.bottoms())
                        .filter(bottom -> bottom != sharp && bottom != wide)
                        .mapToObj(bottom -> surface.minimum(Lattice.theta(bottom), 2))
                        .toList());
    }

    private static Point lowestOnBoundary(Lattice heights, Lattice share) {
        return Lattice.nodes()
                .boxed()
                .flatMap(node -> Stream.of(Lattice.neighbour(node, 1, 0), Lattice.neighbour(node, 0, 1))
                        .filter(next -> next != Lattice.OUTSIDE)
                        .filter(next -> share.values()[node] >= 0.5 != share.values()[next] >= 0.5)
                        .map(next -> heights.values()[node] > heights.values()[next] ? node : next))
                .map(node -> new Point(Lattice.theta(node), heights.values()[node]))
                .min(Comparator.comparingDouble(Point::height))
                .orElseThrow();
    }

    private static double reach(Lattice share, ToyLoss loss) {
        Theta start = loss.sharpMinimum().theta();
        Theta way = loss.wideMinimum().theta().plus(start.times(-1));
        int steps = 1000;
        return IntStream.range(0, steps)
                .filter(step -> share.at(start.plus(way.times((double) step / steps))) < 0.5)
                .findFirst()
                .orElseThrow() / (double) steps;
    }
}
