package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import org.flatsweep.training.noise.GreatCircle;

/** A way from a random to the worst-case perturbation (Section 7); both ends are reached to the bit. */
enum Interpolation {

    /** Along the great circle of ‖Σ^{-1/2} ε‖ = √p, onto which the noise is scaled first. */
    SLERP {
        @Override
        NDArray between(NDArray noise, NDArray random, NDArray worst, NDArray gradient, double lambda) {
            NDArray ontoSphere = noise.norm().pow(-1).mul(Math.sqrt(noise.size()));
            NDArray onSphere = random.mul(ontoSphere);
            // gᵀε is √(gᵀΣg) times the component of η along the worst case's, so this is the angle between both η.
            NDArray cosine = onSphere.dot(gradient).div(worst.dot(gradient));
            return GreatCircle.between(onSphere, worst, cosine, lambda);
        }
    },

    /** (1 − λ) ε_random + λ ε*, whose radius shrinks on the way. */
    CONVEX {
        @Override
        NDArray between(NDArray noise, NDArray random, NDArray worst, NDArray gradient, double lambda) {
            return random.mul(1 - lambda).addi(worst.mul(lambda));
        }
    };

    /**
     * The perturbation at λ, a new array.
     *
     * @param noise η ~ N(0, I)
     * @param random Σ^{1/2} η
     * @param worst ε*
     * @param gradient g(μ)
     */
    abstract NDArray between(NDArray noise, NDArray random, NDArray worst, NDArray gradient, double lambda);
}
