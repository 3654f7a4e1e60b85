package org.flatsweep.cli.toy;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The basins of attraction of a surface's minima, on the lattice. The nodes are flooded from the lowest up: one without
 * a flooded neighbour is the bottom of a new basin, any other drains to its lowest neighbour.
 *
 * <p>Where basins meet less than {@value #SHALLOW} above the bottom of one of them, that one is joined to the other.
 * These are the pits that a lattice makes of a crease running across it, as the worst case has one; they are up to
 * 0.0025 deep. A surface's own minima are deeper until shortly before smoothing removes them.
 */
final class Basins {

    private static final double SHALLOW = 0.005;
    static final int NONE = -1;

    private final double[] heights;
    private final int[] ascending;
    /** Of each node a lower one that it drains to, itself at the bottom of a basin, NONE where it is dry. */
    private final int[] drain;

    Basins(Lattice surface) {
        heights = surface.values();
        ascending = Lattice.nodes()
                .filter(node -> Double.isFinite(heights[node]))
                .boxed()
                .sorted(Comparator.comparingDouble(node -> heights[node]))
                .mapToInt(Integer::intValue)
                .toArray();
        drain = Lattice.nodes().map(node -> NONE).toArray();
        Arrays.stream(ascending).forEach(this::flood);
    }

    private void flood(int node) {
        int[] flooded = floodedAround(node);
        int lowest = node;
        for (int neighbour : flooded) {
            lowest = heights[neighbour] < heights[lowest] ? neighbour : lowest;
        }
        drain[node] = lowest == node ? node : bottomBelow(lowest);
        for (int neighbour : flooded) {
            joinIfShallow(bottomBelow(neighbour), bottomBelow(node), heights[node]);
        }
    }

    private int[] floodedAround(int node) {
        int[] flooded = new int[8];
        int count = 0;
        for (int columns = -1; columns <= 1; columns++) {
            for (int rows = -1; rows <= 1; rows++) {
                int neighbour = Lattice.neighbour(node, columns, rows);
                if (neighbour != Lattice.OUTSIDE && drain[neighbour] != NONE) {
                    flooded[count++] = neighbour;
                }
            }
        }
        return Arrays.copyOf(flooded, count);
    }

    private void joinIfShallow(int bottom, int other, double level) {
        int upper = heights[bottom] > heights[other] ? bottom : other;
        if (level - heights[upper] < SHALLOW) {
            drain[upper] = upper == bottom ? other : bottom;
        }
    }

    /** @return the bottoms of the basins, lowest first */
    int[] bottoms() {
        return Arrays.stream(ascending).filter(node -> drain[node] == node).toArray();
    }

    /** @return the bottom of the basin that holds this node; NONE where the surface is infinite */
    int bottomBelow(int node) {
        int bottom = node;
        while (bottom != NONE && drain[bottom] != bottom) {
            bottom = drain[bottom];
        }
        return bottom;
    }

    /**
     * How much of the flow from each node ends at this bottom, as a fraction; NaN where the surface is infinite. The
     * flow leaves a node to its lower neighbours along m and along s, in proportion to the slope: the upwind scheme for
     * ∇h · ∇share = 0. The line where the share is a half is thereby free of the lattice's preferred directions.
     */
    Lattice shareOf(int bottom) {
        double[] share = Lattice.nodes().mapToDouble(node -> Double.NaN).toArray();
        for (int node : ascending) {
            double drops = 0;
            double carried = 0;
            for (int neighbour : new int[] {lower(node, 1, 0), lower(node, 0, 1)}) {
                double drop = heights[node] - heights[neighbour];
                if (drop > 0) {
                    drops += drop;
                    carried += drop * share[neighbour];
                }
            }
            share[node] = drops > 0 ? carried / drops : bottomBelow(node) == bottom ? 1 : 0;
        }
        return new Lattice(share);
    }

    private int lower(int node, int columns, int rows) {
        int next = Lattice.neighbour(node, columns, rows);
        int previous = Lattice.neighbour(node, -columns, -rows);
        boolean takeNext = previous == Lattice.OUTSIDE
                || next != Lattice.OUTSIDE && heights[next] < heights[previous];
        return takeNext ? next : previous;
    }
}
