package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * Stochastic gradient descent with momentum m in PyTorch's convention: v ← m·v + d, then μ ← μ − δ·v, or in Nesterov's
 * form μ ← μ − δ·(d + m·v), where d is the gradient of loss and penalty together.
 *
 * @param velocity v, changed in place; it starts at 0
 */
record MomentumSgd(NDArray velocity, double momentum, boolean nesterov) implements BaseOptimizer {

    @Override
    public void step(NDArray mean, NDArray gradient, Penalty penalty, double learningRate) {
        NDArray direction = penalty.meanGradient(mean).addi(gradient);
        velocity.muli(momentum).addi(direction);
        NDArray step = nesterov ? velocity.mul(momentum).addi(direction) : velocity;
        mean.subi(step.mul(learningRate));
    }

    @Override
    public Map<String, NDArray> state() {
        return Map.of("velocity", velocity);
    }
}
