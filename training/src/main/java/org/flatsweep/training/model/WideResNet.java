package org.flatsweep.training.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.ArrayList;
import java.util.List;
import org.flatsweep.domain.WideResNetSpec;
import org.flatsweep.training.BadConfigurationException;

/**
 * The WideResNet of Zagoruyko and Komodakis (2016) with pre-activation blocks and no dropout, for images of any size.
 * Each of the three groups opens with a 1 × 1 projection, also where k = 1 would allow an identity.
 *
 * <p>It holds no weights: parameters and BatchNorm statistics are one flat vector each, of which every layer uses a
 * view, so that a method can treat all parameters as the one vector that the papers write.
 */
public final class WideResNet {

    private static final float BATCH_NORM_MOMENTUM = 0.9f;
    private static final float BATCH_NORM_EPSILON = 1e-5f;

    private final FlatLayout parameters = new FlatLayout();
    private final FlatLayout statistics = new FlatLayout();
    private final Convolution stem;
    private final List<Block> blocks = new ArrayList<>();
    private final Norm lastNorm;
    private final int classifierWeight;
    private final int classifierBias;

    /**
     * @param channels of the input images
     * @throws BadConfigurationException unless {@code spec} is a WideResNet of depth 6n + 4
     */
    public WideResNet(WideResNetSpec spec, int channels, int classes) {
        if (spec.depth() < 10 || spec.depth() % 6 != 4 || spec.width() < 1) {
            throw new BadConfigurationException(
                    "model wrn of depth %d and width %d; allowed is depth 10, 16, 22, … and width ≥ 1"
                            .formatted(spec.depth(), spec.width()));
        }
        stem = new Convolution(channels, 16, 3, 1);
        int in = 16;
        for (int group = 0; group < 3; group++) {
            int out = 16 * spec.width() << group;
            for (int i = 0; i < (spec.depth() - 4) / 6; i++) {
                blocks.add(new Block(in, out, i == 0, i == 0 && group > 0 ? 2 : 1));
                in = out;
            }
        }
        lastNorm = new Norm(in);
        classifierWeight = parameters.add(TensorKind.WEIGHT, new Shape(classes, in), 0, heDeviation(in));
        classifierBias = parameters.add(TensorKind.BIAS, new Shape(classes), 0, 0);
    }

    /** p. */
    public int parameterCount() {
        return parameters.size();
    }

    /** Which tensor lies where in the vector of parameters. */
    public FlatLayout layout() {
        return parameters;
    }

    /** Which tensor lies where in the vector of statistics. */
    public FlatLayout statisticsLayout() {
        return statistics;
    }

    /** He initialisation by fan-in, BatchNorm as the identity, biases 0; the seed decides it. */
    public float[] initialParameters(long seed) {
        return parameters.initialValues(seed);
    }

    /** Running means 0 and variances 1 of all BatchNorm layers. */
    public float[] initialStatistics() {
        return statistics.initialValues(0);
    }

    /**
     * @param images count × channels × height × width
     * @param flatParameters p values, which may require a gradient
     * @param flatStatistics BatchNorm's; training moves them in place, evaluation uses them
     * @return count × classes
     */
    public NDArray logits(NDArray images, NDArray flatParameters, NDArray flatStatistics, boolean training) {
        return logits(images, parameters.views(flatParameters), statistics.views(flatStatistics), training);
    }

    /** The same with the tensors of both layouts one by one. */
    public NDArray logits(NDArray images, NDList parameterTensors, NDList statisticTensors, boolean training) {
        Pass pass = new Pass(parameterTensors, statisticTensors, training);
        NDArray x = stem.apply(images, pass);
        for (Block block : blocks) {
            x = block.apply(x, pass);
        }
        try (NDArray last = x; NDArray activated = lastNorm.thenRelu(last, pass)) {
            return Linear.linear(Pool.globalAvgPool2d(activated), pass.parameters.get(classifierWeight),
                    pass.parameters.get(classifierBias)).singletonOrThrow();
        }
    }

    /**
     * The running means and variances that a batch alone would make, a new vector.
     *
     * @param images count × channels × height × width
     */
    public NDArray statisticsOf(NDArray images, NDArray flatParameters) {
        NDArray moved = flatParameters.getManager().zeros(new Shape(statistics.size()), flatParameters.getDataType());
        logits(images, flatParameters, moved, true);
        return moved.divi(1 - BATCH_NORM_MOMENTUM);
    }

    private static double heDeviation(int fanIn) {
        return Math.sqrt(2.0 / fanIn);
    }

    private record Pass(NDList parameters, NDList statistics, boolean training) {}

    private final class Convolution {

        private final int weight;
        private final Shape stride;
        private final Shape padding;

        Convolution(int in, int out, int kernel, int stride) {
            Shape shape = new Shape(out, in, kernel, kernel);
            this.weight = parameters.add(TensorKind.WEIGHT, shape, 0, heDeviation(in * kernel * kernel));
            this.stride = new Shape(stride, stride);
            this.padding = new Shape(kernel / 2, kernel / 2);
        }

        NDArray apply(NDArray x, Pass pass) {
            return Conv2d.conv2d(x, pass.parameters.get(weight), null, stride, padding).singletonOrThrow();
        }
    }

    private final class Norm {

        private final int scale;
        private final int shift;
        private final int mean;
        private final int variance;

        Norm(int channels) {
            Shape shape = new Shape(channels);
            scale = parameters.add(TensorKind.NORM_SCALE, shape, 1, 0);
            shift = parameters.add(TensorKind.BIAS, shape, 0, 0);
            mean = statistics.add(TensorKind.STATISTIC, shape, 0, 0);
            variance = statistics.add(TensorKind.STATISTIC, shape, 1, 0);
        }

        NDArray thenRelu(NDArray x, Pass pass) {
            try (NDList normalised = BatchNorm.batchNorm(
                    x, pass.statistics.get(mean), pass.statistics.get(variance), pass.parameters.get(scale),
                    pass.parameters.get(shift), 1, BATCH_NORM_MOMENTUM, BATCH_NORM_EPSILON, pass.training)) {
                return Activation.relu(normalised.singletonOrThrow());
            }
        }
    }

    private final class Block {

        private final Norm norm1;
        private final Convolution convolution1;
        private final Norm norm2;
        private final Convolution convolution2;
        private final Convolution projection;

        Block(int in, int out, boolean opensGroup, int stride) {
            norm1 = new Norm(in);
            convolution1 = new Convolution(in, out, 3, stride);
            norm2 = new Norm(out);
            convolution2 = new Convolution(out, out, 3, 1);
            projection = opensGroup ? new Convolution(in, out, 1, stride) : null;
        }

        /** Takes {@code x} over. What the backward pass needs stays alive in its graph; the rest goes at once. */
        NDArray apply(NDArray x, Pass pass) {
            try (NDArray input = x;
                    NDArray activated = norm1.thenRelu(input, pass);
                    NDArray middle = convolution1.apply(activated, pass);
                    NDArray activatedMiddle = norm2.thenRelu(middle, pass);
                    NDArray projected = projection == null ? null : projection.apply(activated, pass)) {
                return convolution2.apply(activatedMiddle, pass).addi(projected == null ? input : projected);
            }
        }
    }
}
