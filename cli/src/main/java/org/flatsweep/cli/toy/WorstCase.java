package org.flatsweep.cli.toy;

import java.util.stream.IntStream;

/**
 * Panel C, SAM's ideal objective (Equation 1): the maximum of L(θ + ε) over ‖ε‖ ≤ ρ. It is infinite for s ≤ ρ, where
 * the ball reaches s = 0.
 *
 * <p>The maximum lies on the circle ‖ε‖ = ρ, as one inside it would be a local maximum of L, and L has none. The circle
 * is searched in 256 directions, then at the vertex of the parabola through the worst of them and its two neighbours.
 */
record WorstCase(Surface loss, double rho) implements Surface {

    private static final int DIRECTIONS = 256;
    private static final Theta[] CIRCLE = IntStream.range(0, DIRECTIONS)
            .mapToObj(WorstCase::direction)
            .toArray(Theta[]::new);

    @Override
    public double at(Theta theta) {
        if (theta.s() <= rho) {
            return Double.POSITIVE_INFINITY;
        }
        double[] around = new double[DIRECTIONS];
        int worst = 0;
        for (int k = 0; k < DIRECTIONS; k++) {
            around[k] = lossTowards(CIRCLE[k], theta);
            worst = around[k] > around[worst] ? k : worst;
        }
        double before = around[(worst + DIRECTIONS - 1) % DIRECTIONS];
        double after = around[(worst + 1) % DIRECTIONS];
        double bend = before - 2 * around[worst] + after;
        double vertex = bend == 0 ? worst : worst + (before - after) / (2 * bend);
        return Math.max(around[worst], lossTowards(direction(vertex), theta));
    }

    private double lossTowards(Theta direction, Theta theta) {
        return loss.at(theta.plus(direction.times(rho)));
    }

    private static Theta direction(double k) {
        double angle = 2 * Math.PI * k / DIRECTIONS;
        return new Theta(Math.cos(angle), Math.sin(angle));
    }
}
