package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * Σ = diag(s), learned by gradient descent on the loss's increase under the perturbation and the penalty (Algorithm 1;
 * Algorithm 3, line 6).
 *
 * @param s vector of p variances, changed in place
 */
record LearnedDiagonal(NDArray s, SigmaParameter parameter, double learningRate, double floor, double ceiling)
        implements Posterior {

    @Override
    public NDArray times(NDArray gradient, NDArray mean) {
        return gradient.mul(s);
    }

    @Override
    public NDArray rootTimes(NDArray vector) {
        return vector.mul(s.sqrt());
    }

    @Override
    public void update(NDArray gradient, NDArray perturbation, Penalty penalty) {
        NDArray slope = lossGradient(gradient, perturbation).addi(penalty.varianceGradient(s));
        s.intern(parameter.descend(s, slope, learningRate, floor, ceiling));
    }

    /**
     * g_i ε_i / (2s_i): the derivative by s_i through ε = Σ^{1/2} η with η held.
     *
     * <p>For a Gaussian ε this is the reparametrised estimate g_i(μ + ε) η_i / (2√s_i) of ∂E[L]/∂s_i. For the worst
     * case it is the whole derivative of gᵀε* = √p √(gᵀΣg), since η is optimal there: √p g_i(μ)² / (2√(gᵀΣg)) (Eq. 56).
     */
    NDArray lossGradient(NDArray gradient, NDArray perturbation) {
        return gradient.mul(perturbation).divi(s).muli(0.5);
    }

    @Override
    public Optional<NDArray> learned() {
        return Optional.of(s);
    }
}
