package org.flatsweep.training.probe;

import org.hipparchus.analysis.solvers.AllowedSolution;
import org.hipparchus.analysis.solvers.BracketingNthOrderBrentSolver;

/**
 * A bound of the error that a network drawn from a posterior makes on new data; docs/probes.md derives it and says when
 * it holds.
 */
final class PacBayes {

    /** Probability that the training images mislead. */
    static final double SAMPLE_FAILURE = 0.04;
    /** Probability that the drawn networks mislead. */
    static final double DRAW_FAILURE = 0.01;

    /** Nearer to 1 no bound says anything. */
    private static final double VACUOUS = 1 - 1e-12;
    private static final int MAX_EVALUATIONS = 200;

    private PacBayes() {}

    /**
     * Maurer's bound (2004, Theorem 5) with the empirical error bounded by Chernoff's inequality in turn.
     *
     * @param error mean over the draws of the error on training images, each draw's chosen at random for it
     * @param draws independent networks
     * @param divergence KL(posterior ‖ prior) in nats
     * @param examples N, all training images; 8 at least
     */
    static double bound(double error, int draws, double divergence, int examples) {
        double empirical = inverse(error, -Math.log(DRAW_FAILURE) / draws);
        return inverse(empirical, (divergence + Math.log(2 * Math.sqrt(examples) / SAMPLE_FAILURE)) / examples);
    }

    /**
     * The largest p with kl(q ‖ p) ≤ c, rounded up.
     *
     * @param q in [0, 1]
     */
    static double inverse(double q, double c) {
        if (q >= VACUOUS || kl(q, VACUOUS) <= c) {
            return 1;
        }
        return new BracketingNthOrderBrentSolver(1e-12, 1e-12, 5)
                .solve(MAX_EVALUATIONS, p -> kl(q, p) - c, q, VACUOUS, AllowedSolution.RIGHT_SIDE);
    }

    /** Between a coin of probability q and one of p, in nats. */
    static double kl(double q, double p) {
        return term(q, p) + term(1 - q, 1 - p);
    }

    private static double term(double q, double p) {
        return q == 0 ? 0 : q * Math.log(q / p);
    }
}
