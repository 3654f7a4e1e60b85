package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.flatsweep.training.method.Perturbation.Sample;

/**
 * Σ = diag(s), learned by gradient descent on the loss's increase under the perturbation and the penalty (Algorithm 1;
 * Algorithm 3, line 6).
 *
 * @param s vector of p variances, changed in place
 */
record LearnedDiagonal(
        NDArray s, SigmaGradient where, SigmaParameter parameter, double learningRate, double floor, double ceiling)
        implements Posterior {

    @Override
    public NDArray times(NDArray gradient, NDArray mean) {
        return gradient.mul(s);
    }

    @Override
    public NDArray rootTimes(NDArray vector, NDArray mean) {
        return vector.mul(s.sqrt());
    }

    @Override
    public void update(Sample sample, NDArray followed, Penalty penalty) {
        NDArray slope = where.lossGradient(sample, followed, s)
                .addi(penalty.varianceGradient(s, sample.gradient()));
        s.intern(parameter.descend(s, slope, learningRate, floor, ceiling));
    }

    @Override
    public Optional<NDArray> learned() {
        return Optional.of(s);
    }
}
