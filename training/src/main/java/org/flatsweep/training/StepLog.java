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
    private final double secondsBefore;
    private final long start = System.nanoTime();
    private final NDList pending = new NDList();
    private final Map<String, Double> metrics;
    private int steps;
    private double loss;
    private double gradientNorm;

    /**
     * @param stepsBefore steps of the epochs before
     * @param sums of this epoch's steps that were taken before
     */
    StepLog(int epoch, long stepsBefore, EpochSums sums) {
        this.epoch = epoch;
        this.stepsBefore = stepsBefore;
        this.secondsBefore = sums.seconds();
        this.metrics = new TreeMap<>(sums.metrics());
        this.steps = sums.steps();
        this.loss = sums.loss();
        this.gradientNorm = sums.gradientNorm();
    }

    /**
     * @param batchSums of metrics, always by the same names
     * @throws DivergedException if the loss or the gradient of one of the last few steps is not finite
     */
    void add(Step step, Map<String, NDArray> batchSums) {
        batchSums.keySet().forEach(name -> metrics.putIfAbsent(name, 0.0));
        NDList values = new NDList(step.loss(), step.gradientNorm());
        metrics.keySet().forEach(name -> values.add(batchSums.get(name)));
        NDArray entry = NDArrays.stack(values);
        NDScope.unregister(entry);
        pending.add(entry);
        if (pending.size() == FETCH_EVERY) {
            fetch();
        }
    }

    /**
     * Of all steps so far, and the time until now.
     *
     * @throws DivergedException if the loss or the gradient of one of the last few steps is not finite
     */
    EpochSums sums() {
        fetch();
        double seconds = secondsBefore + (System.nanoTime() - start) / 1e9;
        return new EpochSums(steps, seconds, loss, gradientNorm, new TreeMap<>(metrics));
    }

    private void fetch() {
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
            for (var sum : metrics.entrySet()) {
                sum.setValue(sum.getValue() + values[next++]);
            }
        }
        pending.clear();
    }
}
