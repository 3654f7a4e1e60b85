package org.flatsweep.training.model;

import ai.djl.ndarray.NDArray;

/** Mean cross entropy in nats with label smoothing: the targets' mass λ spreads evenly over all classes. */
public final class CrossEntropy {

    private CrossEntropy() {}

    /**
     * @param logits count × classes
     * @param classes count, int64
     * @param smoothing λ in [0, 1)
     * @return a scalar
     */
    public static NDArray of(NDArray logits, NDArray classes, double smoothing) {
        NDArray logProbabilities = logits.logSoftmax(1);
        NDArray onTarget = logProbabilities.gather(classes.reshape(-1, 1), 1);
        if (smoothing == 0) {
            return onTarget.mean().neg();
        }
        NDArray onAll = logProbabilities.mean(new int[] {1}, true);
        return onTarget.mul(Constant.of(1 - smoothing, logits)).add(onAll.mul(Constant.of(smoothing, logits)))
                .mean().neg();
    }

    /** How many of the largest logits lie on their class: an int64 scalar. */
    public static NDArray correct(NDArray logits, NDArray classes) {
        return logits.argMax(1).eq(classes).sum();
    }
}
