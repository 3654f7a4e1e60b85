package org.flatsweep.training.model;

import static org.flatsweep.domain.Hyperparameter.LABEL_SMOOTHING;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Map;
import org.flatsweep.domain.TrialConfig;

/** Telling classes apart by cross entropy, which is smoothed in training alone. */
public final class Classification implements Classifier {

    private final WideResNet network;
    private final double labelSmoothing;

    Classification(WideResNet network, TrialConfig config) {
        this(network, config.real(LABEL_SMOOTHING));
    }

    /** @param labelSmoothing mass of the targets that is spread over all classes */
    public Classification(WideResNet network, double labelSmoothing) {
        this.network = network;
        this.labelSmoothing = labelSmoothing;
    }

    @Override
    public FlatLayout layout() {
        return network.layout();
    }

    @Override
    public float[] initialParameters(long seed) {
        return network.initialParameters(seed);
    }

    @Override
    public float[] initialStatistics() {
        return network.initialStatistics();
    }

    @Override
    public boolean augments() {
        return true;
    }

    @Override
    public Loss training(
            NDArray images, NDArray classes, NDArray parameters, NDArray statistics, long noiseSeed) {
        return loss(network.logits(images, parameters, statistics, true), classes, labelSmoothing);
    }

    @Override
    public Loss evaluation(
            NDArray images, NDArray classes, NDArray parameters, NDArray statistics, long noiseSeed) {
        return loss(network.logits(images, parameters, statistics, false), classes, 0);
    }

    @Override
    public NDArray logProbabilities(NDArray images, NDArray parameters, NDArray statistics) {
        return network.logits(images, parameters, statistics, false).logSoftmax(1);
    }

    @Override
    public NDArray statisticsOf(NDArray images, NDArray parameters) {
        return network.statisticsOf(images, parameters);
    }

    private static Loss loss(NDArray logits, NDArray classes, double smoothing) {
        NDArray correct = CrossEntropy.correct(logits, classes).toType(DataType.FLOAT32, false);
        return new Loss(CrossEntropy.of(logits, classes, smoothing), Map.of("accuracy", correct));
    }
}
