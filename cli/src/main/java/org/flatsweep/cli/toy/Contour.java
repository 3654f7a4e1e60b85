package org.flatsweep.cli.toy;

import java.awt.geom.Path2D;
import java.util.stream.IntStream;

/** The line on which the values of a lattice are at a given level. */
record Contour(Lattice lattice, double level) {

    /** @return the line in the coordinates (m, s), in straight pieces; it leaves out nodes without a finite value */
    Path2D line() {
        Path2D line = new Path2D.Double();
        Lattice.nodes()
                .filter(corner -> Lattice.neighbour(corner, 1, 1) != Lattice.OUTSIDE)
                .forEach(corner -> {
                    int opposite = Lattice.neighbour(corner, 1, 1);
                    addCrossing(line, corner, Lattice.neighbour(corner, 1, 0), opposite);
                    addCrossing(line, corner, Lattice.neighbour(corner, 0, 1), opposite);
                });
        return line;
    }

    /** Of a triangle of nodes the line crosses two sides or none. */
    private void addCrossing(Path2D line, int... nodes) {
        if (IntStream.of(nodes).allMatch(node -> Double.isFinite(lattice.values()[node]))) {
            boolean begun = false;
            for (int k = 0; k < nodes.length; k++) {
                int from = nodes[k];
                int to = nodes[(k + 1) % nodes.length];
                if (isAbove(from) != isAbove(to)) {
                    Theta theta = between(from, to);
                    if (begun) {
                        line.lineTo(theta.m(), theta.s());
                    } else {
                        line.moveTo(theta.m(), theta.s());
                    }
                    begun = true;
                }
            }
        }
    }

    private boolean isAbove(int node) {
        return lattice.values()[node] >= level;
    }

    private Theta between(int from, int to) {
        double start = lattice.values()[from];
        double part = (level - start) / (lattice.values()[to] - start);
        return Lattice.theta(from).times(1 - part).plus(Lattice.theta(to).times(part));
    }
}
