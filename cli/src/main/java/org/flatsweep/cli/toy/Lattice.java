package org.flatsweep.cli.toy;

import java.util.stream.IntStream;

/**
 * Values at the nodes of a square lattice over the frame of Figure 1, −40 ≤ m ≤ 45 and 0 < s ≤ 50.
 *
 * @param values one a node, in the order of the nodes' numbers
 */
record Lattice(double[] values) {

    static final double M_MIN = -40;
    static final double M_MAX = 45;
    static final double S_MAX = 50;
    static final double SPACING = 0.25;
    static final int COLUMNS = (int) ((M_MAX - M_MIN) / SPACING) + 1;
    static final int ROWS = (int) (S_MAX / SPACING);
    static final int OUTSIDE = -1;

    static Lattice of(Surface surface) {
        return new Lattice(nodes().parallel().mapToDouble(node -> surface.at(theta(node))).toArray());
    }

    static IntStream nodes() {
        return IntStream.range(0, COLUMNS * ROWS);
    }

    static Theta theta(int node) {
        return new Theta(M_MIN + node / ROWS * SPACING, (node % ROWS + 1) * SPACING);
    }

    static int nearest(Theta theta) {
        return node((int) Math.round(column(theta)), (int) Math.round(row(theta)));
    }

    /** @return the node so many columns and rows away, or {@link #OUTSIDE} */
    static int neighbour(int node, int columns, int rows) {
        return node(node / ROWS + columns, node % ROWS + rows);
    }

    private static int node(int column, int row) {
        return column < 0 || column >= COLUMNS || row < 0 || row >= ROWS ? OUTSIDE : column * ROWS + row;
    }

    private static double column(Theta theta) {
        return (theta.m() - M_MIN) / SPACING;
    }

    private static double row(Theta theta) {
        return theta.s() / SPACING - 1;
    }

    /** Interpolated bilinearly; outside the lattice the value at its edge, and not finite beside a node that is not. */
    double at(Theta theta) {
        double column = Math.max(0, Math.min(column(theta), COLUMNS - 1));
        double row = Math.max(0, Math.min(row(theta), ROWS - 1));
        int left = Math.min((int) column, COLUMNS - 2);
        int below = Math.min((int) row, ROWS - 2);
        double x = column - left;
        double y = row - below;
        int node = node(left, below);
        return (1 - x) * ((1 - y) * values[node] + y * values[node + 1])
                + x * ((1 - y) * values[node + ROWS] + y * values[node + ROWS + 1]);
    }
}
