package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;

/**
 * Σ = s·F̃⁻¹ with F̃ = I + η_F diag(g²), the Fisher information estimated by the batch gradient (Kim et al. 2022). With
 * s = ρ²/p the worst case is FisherSAM's ε* = ρ F̃⁻¹g / √(gᵀF̃⁻¹g).
 *
 * @param eta η_F; 0 makes it SAM's Σ
 */
record FisherAdaptive(double variance, double eta) implements Covariance {

    @Override
    public NDArray times(NDArray gradient, NDArray mean) {
        return gradient.mul(variance).divi(gradient.square().muli(eta).addi(1));
    }

    @Override
    public NDArray rootTimes(NDArray vector, NDArray gradient, NDArray mean) {
        return vector.mul(Math.sqrt(variance)).divi(gradient.square().muli(eta).addi(1).sqrt());
    }
}
