package org.flatsweep.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.training.GradientCollector;
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

    /**
     * @param statistics BatchNorm's, moved in place
     * @param images count × channels × height × width
     * @param classes count, int64
     */
    BatchLoss(WideResNet network, NDArray statistics, double labelSmoothing, NDArray images, NDArray classes) {
        this.network = network;
        this.statistics = statistics;
        this.labelSmoothing = labelSmoothing;
        this.images = images;
        this.classes = classes;
    }

    @Override
    public Evaluation at(NDArray parameters) {
        Evaluation evaluation;
        boolean first = correct == null;
        // Closes the activations before the next pass needs memory for its own.
        try (NDScope pass = new NDScope();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            pass.suppressNotUsedWarning();
            // A new leaf has no gradient yet, so backward hands its one vector over instead of adding to an old one.
            NDArray leaf = parameters.stopGradient();
            leaf.setRequiresGradient(true);
            NDArray moved = first ? statistics : statistics.duplicate();
            NDArray logits = network.logits(images, leaf, moved, true);
            NDArray loss = CrossEntropy.of(logits, classes, labelSmoothing);
            collector.backward(loss);
            evaluation = new Evaluation(loss.stopGradient(), leaf.getGradient());
            if (first) {
                correct = CrossEntropy.correct(logits, classes);
            }
            NDScope.unregister(evaluation.loss(), evaluation.gradient(), correct);
        }
        NDScope.register(evaluation.loss());
        NDScope.register(evaluation.gradient());
        NDScope.register(correct);
        return evaluation;
    }

    @Override
    public NDArray lossAt(NDArray parameters) {
        NDArray loss;
        boolean first = correct == null;
        try (NDScope pass = new NDScope()) {
            pass.suppressNotUsedWarning();
            NDArray logits = network.logits(images, parameters, first ? statistics : statistics.duplicate(), true);
            loss = CrossEntropy.of(logits, classes, labelSmoothing);
            if (first) {
                correct = CrossEntropy.correct(logits, classes);
            }
            NDScope.unregister(loss, correct);
        }
        NDScope.register(loss);
        NDScope.register(correct);
        return loss;
    }

    /** How many images of the batch the first evaluation classified correctly: an int64 scalar. */
    NDArray correct() {
        return correct;
    }
}
