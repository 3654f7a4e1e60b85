package org.flatsweep.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.training.GradientCollector;
import org.flatsweep.training.data.Batch;
import org.flatsweep.training.method.Objective;
import org.flatsweep.training.model.CrossEntropy;
import org.flatsweep.training.model.WideResNet;

/** A network's loss over one training batch. Its first evaluation moves BatchNorm's statistics and counts hits. */
final class BatchLoss implements Objective {

    private final WideResNet network;
    private final NDArray statistics;
    private final double labelSmoothing;
    private final NDArray images;
    private final NDArray classes;
    private NDArray correct;

    /** @param statistics BatchNorm's, moved in place */
    BatchLoss(WideResNet network, NDArray statistics, double labelSmoothing, Batch batch) {
        NDManager manager = statistics.getManager();
        this.network = network;
        this.statistics = statistics;
        this.labelSmoothing = labelSmoothing;
        this.images = batch.images(manager);
        this.classes = batch.classes(manager);
    }

    @Override
    public Evaluation at(NDArray parameters) {
        boolean first = correct == null;
        NDArray loss;
        NDArray gradient;
        // The activations go before the next pass needs memory for its own.
        try (NDScope pass = new NDScope();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            // A leaf of its own a pass: its gradient starts undefined and backward hands over one vector, uncopied.
            NDArray leaf = parameters.stopGradient();
            leaf.setRequiresGradient(true);
            NDArray passStatistics = first ? statistics : statistics.duplicate();
            NDArray logits = network.logits(images, leaf, passStatistics, true);
            loss = CrossEntropy.of(logits, classes, labelSmoothing);
            collector.backward(loss);
            gradient = leaf.getGradient();
            loss = loss.stopGradient();
            if (first) {
                correct = CrossEntropy.correct(logits.stopGradient(), classes);
                NDScope.unregister(correct);
            }
            NDScope.unregister(loss);
            NDScope.unregister(gradient);
        }
        if (first) {
            NDScope.register(correct);
        }
        NDScope.register(loss);
        NDScope.register(gradient);
        return new Evaluation(loss, gradient);
    }

    /** How many images of the batch the first evaluation classified correctly: an int64 scalar. */
    NDArray correct() {
        return correct;
    }
}
