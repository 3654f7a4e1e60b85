package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, Algorithm 2): m ← β₁m + (1 − β₁)g,
 * v ← β₂v + (1 − β₂)g², μ ← μ − δ·(m̂/(√v̂ + e) + d) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ) and d the gradient of the
 * penalty, which for α‖μ‖² is PyTorch's weight decay 2α times μ.
 *
 * @param moment m, changed in place, as are the two others; all start at 0
 * @param square v
 * @param steps t, a scalar
 * @param epsilon e
 */
record AdamW(NDArray moment, NDArray square, NDArray steps, double beta1, double beta2, double epsilon)
        implements BaseOptimizer {

    @Override
    public void step(NDArray mean, NDArray gradient, Penalty penalty, double learningRate) {
        steps.addi(1);
        moment.muli(beta1).addi(gradient.mul(1 - beta1));
        square.muli(beta2).addi(gradient.square().muli(1 - beta2));
        NDArray root = square.div(correction(beta2)).sqrt().addi(epsilon);
        NDArray direction = moment.div(correction(beta1)).divi(root).addi(penalty.meanGradient(mean));
        mean.subi(direction.muli(learningRate));
    }

    /** 1 − βᵗ. */
    private NDArray correction(double beta) {
        return steps.mul(Math.log(beta)).exp().neg().add(1);
    }

    @Override
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        state.put("adam_moment", moment);
        state.put("adam_square", square);
        state.put("adam_steps", steps);
        return state;
    }
}
