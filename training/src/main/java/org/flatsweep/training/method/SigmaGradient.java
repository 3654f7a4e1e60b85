package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import org.flatsweep.training.method.Perturbation.Sample;

/** The derivative by s of the loss's increase under ε(s). */
enum SigmaGradient {

    /**
     * g_i ε_i / (2s_i): with the gradient of the first evaluation, through ε = Σ^{1/2} η with η held.
     *
     * <p>For a Gaussian ε this is the reparametrised estimate g_i(μ + ε) η_i / (2√s_i) of ∂E[L]/∂s_i. For the worst
     * case it is the whole derivative of gᵀε* = √p √(gᵀΣg), since η is optimal there: √p g_i(μ)² / (2√(gᵀΣg)) (Eq. 56).
     */
    CLEAN {
        @Override
        NDArray lossGradient(Sample sample, NDArray followed, NDArray s) {
            return sample.gradient().mul(sample.perturbation()).divi(s).muli(0.5);
        }
    },

    /**
     * Of L(μ + ε*(s)) through ε* = √p Σg/√(gᵀΣg) with g held: g̃_i ε_i/s_i − (g̃ᵀε) ε_i²/(2p s_i²), g̃ being the
     * gradient at μ + ε*.
     */
    PERTURBED {
        @Override
        NDArray lossGradient(Sample sample, NDArray followed, NDArray s) {
            NDArray ratio = sample.perturbation().div(s);
            NDArray increase = followed.dot(sample.perturbation()).div(2.0 * s.size());
            return ratio.square().muli(increase).neg().addi(ratio.mul(followed));
        }
    };

    /**
     * A new array.
     *
     * @param followed the gradient at μ + ε
     */
    abstract NDArray lossGradient(Sample sample, NDArray followed, NDArray s);
}
