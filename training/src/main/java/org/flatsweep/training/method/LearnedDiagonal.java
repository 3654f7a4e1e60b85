package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * Σ = diag(s), learned by gradient descent on √p √(gᵀΣg) and the penalty (Algorithm 3, line 6).
 *
 * @param s vector of p variances, changed in place
 */
record LearnedDiagonal(NDArray s, SigmaParameter parameter, double learningRate, double floor, double ceiling)
        implements Covariance {

    @Override
    public NDArray times(NDArray vector) {
        return vector.mul(s);
    }

    @Override
    public NDArray rootTimes(NDArray vector) {
        return vector.mul(s.sqrt());
    }

    @Override
    public void update(NDArray cleanGradient, Penalty penalty) {
        NDArray gradient = lossGradient(cleanGradient).add(penalty.varianceGradient(s));
        s.intern(parameter.descend(s, gradient, learningRate, floor, ceiling));
    }

    /** ∂/∂s_i [√p √(gᵀΣg)] = √p g_i² / (2√(gᵀΣg)) (Eq. 56). */
    NDArray lossGradient(NDArray g) {
        return g.square().mul(WorstCase.scale(g, times(g))).mul(0.5);
    }

    @Override
    public Optional<NDArray> learned() {
        return Optional.of(s);
    }
}
