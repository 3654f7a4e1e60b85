package org.flatsweep.cli.toy;

/**
 * Panel D, SAM's step as a loss (Proposition 1): L(θ) + ρ‖∇L(θ)‖, the worst case as the tangent plane at θ has it. It
 * meets L wherever ∇L = 0, and so has a minimum also at the saddle of L.
 */
record TaylorApproximation(ToyLoss loss, double rho) implements Surface {

    @Override
    public double at(Theta theta) {
        return loss.at(theta) + rho * loss.gradient(theta).norm();
    }
}
