package org.flatsweep.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import org.flatsweep.training.method.Objective.Evaluation;

/** Sums an epoch's losses, hits and gradient norms, fetching them from the device only every few steps. */
final class StepLog {

    /** So many steps at most run on after the loss became useless. */
    private static final int FETCH_EVERY = 16;

    private final int epoch;
    private final long stepsBefore;
    private final NDList pending = new NDList();
    private long steps;
    private double loss;
    private double correct;
    private double gradientNorm;

    /** @param stepsBefore steps of the epochs before */
    StepLog(int epoch, long stepsBefore) {
        this.epoch = epoch;
        this.stepsBefore = stepsBefore;
    }

    /** @throws DivergedException if the loss or the gradient of one of the last few steps is not finite */
    void add(Evaluation evaluation, NDArray correct) {
        NDArray entry = NDArrays.stack(new NDList(
                evaluation.loss(), correct.toType(DataType.FLOAT32, false), evaluation.gradient().norm()));
        NDScope.unregister(entry);
        pending.add(entry);
        if (pending.size() == FETCH_EVERY) {
            fetch();
        }
    }

    /** Takes account of all steps so far; the means below are up to date afterwards. */
    void fetch() {
        for (NDArray entry : pending) {
            float[] values = entry.toFloatArray();
            entry.close();
            steps++;
            if (!Float.isFinite(values[0]) || !Float.isFinite(values[2])) {
                throw new DivergedException(stepsBefore + steps, epoch, values[0],
                        Float.isFinite(values[0]) ? "the gradient is not finite" : "the loss is not finite");
            }
            loss += values[0];
            correct += values[1];
            gradientNorm += values[2];
        }
        pending.clear();
    }

    double meanLoss() {
        return loss / steps;
    }

    double accuracy(int batchSize) {
        return correct / (steps * batchSize);
    }

    double meanGradientNorm() {
        return gradientNorm / steps;
    }
}
