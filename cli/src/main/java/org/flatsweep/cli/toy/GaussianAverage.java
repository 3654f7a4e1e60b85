package org.flatsweep.cli.toy;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Panel B, the objective of MFVI with RandomSAM's fixed posterior (Section 3): E[L(θ + ε)] over ε ~ N(0, Σ), with
 * Σ = ρ²/p · I and p = 2, so that E‖ε‖² = ρ².
 *
 * <p>The trapezoidal rule over the whole plane converges exponentially for analytic integrands that fade out. L is
 * one in m; in s it has a logarithmic pole at 0, which s = ln(1 + eᵘ) moves to u = −∞. Both half-planes are summed at
 * once, as L is even in s. All θ share the nodes, so that each loss is computed once.
 */
final class GaussianAverage implements Surface {

    /** Standard deviations beyond which lie 10⁻¹⁵ of the mass. */
    private static final double REACH = 8;
    /** ∫ ln(s) ds below s = e⁻⁴⁰ is 10⁻¹⁶. */
    private static final double LOWEST_U = -40;

    private final double sigma;
    private final double[] m;
    private final double[] s;
    private final double[] weights;
    private final double[][] losses;

    /** For θ in the frame of {@link Lattice}. */
    GaussianAverage(Surface loss, double rho) {
        sigma = rho / Math.sqrt(2);
        double stepM = sigma / 2;
        double stepU = Math.min(sigma, 1) / 2;
        double reach = REACH * sigma;
        m = nodes(Lattice.M_MIN - reach, Lattice.M_MAX + reach, stepM);
        double[] u = nodes(LOWEST_U, Lattice.S_MAX + reach, stepU);
        s = IntStream.range(0, u.length).mapToDouble(k -> Math.log1p(Math.exp(u[k]))).toArray();
        weights = IntStream.range(0, u.length).mapToDouble(k -> stepM * stepU / (1 + Math.exp(-u[k]))).toArray();
        losses = new double[s.length][m.length];
        for (int k = 0; k < s.length; k++) {
            for (int j = 0; j < m.length; j++) {
                losses[k][j] = loss.at(new Theta(m[j], s[k]));
            }
        }
    }

    private static double[] nodes(double from, double to, double step) {
        int steps = (int) Math.ceil((to - from) / step);
        return IntStream.rangeClosed(0, steps).mapToDouble(k -> from + k * step).toArray();
    }

    @Override
    public double at(Theta theta) {
        int first = indexAbove(theta.m() - REACH * sigma, m);
        double[] densities = Arrays.stream(m, first, indexAbove(theta.m() + REACH * sigma, m))
                .map(node -> density(node - theta.m()))
                .toArray();
        double average = 0;
        int end = indexAbove(theta.s() + REACH * sigma, s);
        for (int k = indexAbove(theta.s() - REACH * sigma, s); k < end; k++) {
            double row = 0;
            for (int j = 0; j < densities.length; j++) {
                row += densities[j] * losses[k][first + j];
            }
            average += row * weights[k] * (density(s[k] - theta.s()) + density(s[k] + theta.s()));
        }
        return average;
    }

    private static int indexAbove(double value, double[] nodes) {
        int index = Arrays.binarySearch(nodes, value);
        return index < 0 ? -index - 1 : index;
    }

    private double density(double distance) {
        double deviations = distance / sigma;
        return Math.exp(-deviations * deviations / 2) / (sigma * Math.sqrt(2 * Math.PI));
    }
}
