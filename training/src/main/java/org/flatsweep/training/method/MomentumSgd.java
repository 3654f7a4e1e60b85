package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;

/**
 * Stochastic gradient descent with momentum m in PyTorch's convention: v ← m·v + d, then μ ← μ − δ·v, or in Nesterov's
 * form μ ← μ − δ·(d + m·v).
 *
 * @param velocity v, changed in place; it starts at 0
 */
record MomentumSgd(NDArray velocity, double momentum, boolean nesterov) {

    /** @param direction d */
    void step(NDArray mean, NDArray direction, double learningRate) {
        velocity.muli(momentum).addi(direction);
        NDArray step = nesterov ? velocity.mul(momentum).addi(direction) : velocity;
        mean.subi(step.mul(learningRate));
    }
}
