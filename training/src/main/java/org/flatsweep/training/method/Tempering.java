package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;

/** The coefficient β of the KL penalty's Σ-part. */
sealed interface Tempering {

    /**
     * β/(2N) times a vector, in its place.
     *
     * @param examples N
     * @param gradient g, of p values
     */
    NDArray scale(NDArray vector, int examples, NDArray gradient);

    /** @param beta 1 is the evidence lower bound */
    record Constant(double beta) implements Tempering {

        @Override
        public NDArray scale(NDArray vector, int examples, NDArray gradient) {
            return vector.muli(beta / (2.0 * examples));
        }
    }

    /**
     * β = ρN‖g‖/p, anew every step. Where Σ's worst-case and KL gradients balance and the prior is wide,
     * √(gᵀΣg) = β√p/N whatever g, so this β holds the linear increase √p·√(gᵀΣg) of the loss at SAM's ρ‖g‖.
     */
    record MatchRho(double rho) implements Tempering {

        @Override
        public NDArray scale(NDArray vector, int examples, NDArray gradient) {
            return vector.muli(gradient.norm().mul(rho / (2 * gradient.size())));
        }
    }
}
