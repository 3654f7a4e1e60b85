package org.flatsweep.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.training.GradientCollector;
import java.util.Map;
import java.util.TreeMap;
import org.flatsweep.training.method.Objective;
import org.flatsweep.training.model.Task;

/** A task's loss over one training batch. Its first evaluation moves the statistics and makes the batch's metrics. */
final class BatchLoss implements Objective {

    private final Task task;
    private final NDArray statistics;
    private final NDArray images;
    private final NDArray classes;
    private final long noiseSeed;
    private Map<String, NDArray> sums;

    /**
     * @param statistics the task's, moved in place
     * @param images count × channels × height × width
     * @param classes count, int64
     * @param noiseSeed decides the task's noise, which is the same in every evaluation
     */
    BatchLoss(Task task, NDArray statistics, NDArray images, NDArray classes, long noiseSeed) {
        this.task = task;
        this.statistics = statistics;
        this.images = images;
        this.classes = classes;
        this.noiseSeed = noiseSeed;
    }

    @Override
    public Evaluation at(NDArray parameters) {
        Evaluation evaluation;
        // Closes the activations before the next pass needs memory for its own.
        try (NDScope pass = new NDScope();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            pass.suppressNotUsedWarning();
            // A new leaf has no gradient yet, so backward hands its one vector over instead of adding to an old one.
            NDArray leaf = parameters.stopGradient();
            leaf.setRequiresGradient(true);
            NDArray loss = forward(leaf);
            collector.backward(loss);
            evaluation = new Evaluation(loss.stopGradient(), leaf.getGradient());
            NDScope.unregister(evaluation.loss(), evaluation.gradient());
        }
        NDScope.register(evaluation.loss());
        NDScope.register(evaluation.gradient());
        sums.values().forEach(NDScope::register);
        return evaluation;
    }

    @Override
    public NDArray lossAt(NDArray parameters) {
        NDArray loss;
        try (NDScope pass = new NDScope()) {
            pass.suppressNotUsedWarning();
            loss = forward(parameters);
            NDScope.unregister(loss);
        }
        NDScope.register(loss);
        sums.values().forEach(NDScope::register);
        return loss;
    }

    /** The sums of the first pass leave its scope; the caller must register them with its own. */
    private NDArray forward(NDArray parameters) {
        if (sums != null) {
            return task.training(images, classes, parameters, statistics.duplicate(), noiseSeed).mean();
        }
        Task.Loss loss = task.training(images, classes, parameters, statistics, noiseSeed);
        sums = new TreeMap<>();
        loss.sums().forEach((name, sum) -> sums.put(name, sum.stopGradient()));
        sums.values().forEach(NDScope::unregister);
        return loss.mean();
    }

    /** Sums over the batch of the first evaluation, scalars by the name of their metric. */
    Map<String, NDArray> sums() {
        return sums;
    }
}
