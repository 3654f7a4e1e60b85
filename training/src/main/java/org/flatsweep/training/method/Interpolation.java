package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;

/** A way from a random to the worst-case perturbation (Section 7); both ends are reached to the bit. */
enum Interpolation {

    /** Along the great circle of ‖Σ^{-1/2} ε‖ = √p, onto which the noise is scaled first. */
    SLERP {
        @Override
        NDArray between(NDArray noise, NDArray random, NDArray worst, NDArray gradient, double lambda) {
            NDArray ontoSphere = noise.norm().pow(-1).mul(Math.sqrt(noise.size()));
            NDArray onSphere = random.mul(ontoSphere);
            // gᵀε is √(gᵀΣg) times the component of η along the worst case's, so this is the angle between both η.
            NDArray angle = onSphere.dot(gradient).div(worst.dot(gradient)).clip(-1, 1).acos();
            return onSphere.muli(arcWeight(angle, 1 - lambda)).addi(worst.mul(arcWeight(angle, lambda)));
        }
    },

    /** (1 − λ) ε_random + λ ε*, whose radius shrinks on the way. */
    CONVEX {
        @Override
        NDArray between(NDArray noise, NDArray random, NDArray worst, NDArray gradient, double lambda) {
            return random.mul(1 - lambda).addi(worst.mul(lambda));
        }
    };

    /** Below this sine the arc is as good as straight, or there is none because g = 0. */
    private static final double STRAIGHT = 1e-6;

    /**
     * The perturbation at λ, a new array.
     *
     * @param noise η ~ N(0, I)
     * @param random Σ^{1/2} η
     * @param worst ε*
     * @param gradient g(μ)
     */
    abstract NDArray between(NDArray noise, NDArray random, NDArray worst, NDArray gradient, double lambda);

    /** sin(fΩ)/sin Ω. */
    private static NDArray arcWeight(NDArray angle, double fraction) {
        NDArray sine = angle.sin();
        NDArray weight = angle.mul(fraction).sin().div(sine);
        return NDArrays.where(sine.gt(STRAIGHT), weight, angle.onesLike().mul(fraction));
    }
}
