package org.flatsweep.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import java.util.Map;
import java.util.TreeMap;
import org.flatsweep.training.method.Optimizer.Step;

/** Sums an epoch's losses, metrics and gradient norms, fetching them from the device only every few steps. */
final class StepLog {

    /** So many steps at most run on after the loss became useless. */
    private static final int FETCH_EVERY = 16;

    private final int epoch;
    private final long stepsBefore;
    private final NDList pending = new NDList();
    private final Map<String, Double> sums = new TreeMap<>();
    private long steps;
    private double loss;
    private double gradientNorm;

    /** @param stepsBefore steps of the epochs before */
    StepLog(int epoch, long stepsBefore) {
        this.epoch = epoch;
        this.stepsBefore = stepsBefore;
    }

    /**
     * @param batchSums of metrics, always by the same names
     * @throws DivergedException if the loss or the gradient of one of the last few steps is not finite
     */
    void add(Step step, Map<String, NDArray> batchSums) {
        batchSums.keySet().forEach(name -> sums.putIfAbsent(name, 0.0));
        NDList values = new NDList(step.loss(), step.gradientNorm());
        sums.keySet().forEach(name -> values.add(batchSums.get(name)));
        NDArray entry = NDArrays.stack(values);
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
            if (!Float.isFinite(values[0]) || !Float.isFinite(values[1])) {
                throw new DivergedException(stepsBefore + steps, epoch, values[0],
                        Float.isFinite(values[0]) ? "the gradient is not finite" : "the loss is not finite");
            }
            loss += values[0];
            gradientNorm += values[1];
            int next = 2;
            for (var sum : sums.entrySet()) {
                sum.setValue(sum.getValue() + values[next++]);
            }
        }
        pending.clear();
    }

    double meanLoss() {
        return loss / steps;
    }

    /** By name, the means over all images of so many in a batch. */
    Map<String, Double> means(int batchSize) {
        Map<String, Double> means = new TreeMap<>();
        sums.forEach((name, sum) -> means.put(name, sum / (steps * batchSize)));
        return means;
    }

    double meanGradientNorm() {
        return gradientNorm / steps;
    }
}
