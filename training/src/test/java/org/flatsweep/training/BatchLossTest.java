package org.flatsweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.flatsweep.domain.Method;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.domain.WideResNetSpec;
import org.flatsweep.training.method.Optimizer;
import org.flatsweep.training.model.Classification;
import org.flatsweep.training.model.WideResNet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchLossTest {

    private final WideResNet network = new WideResNet(new WideResNetSpec(10, 1), 1, 3);
    private NDManager manager;
    private NDArray parameters;
    private NDArray statistics;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager("PyTorch");
        parameters = manager.create(network.initialParameters(3));
        statistics = manager.create(network.initialStatistics());
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** Along the gradient of every 32nd part of the vector, so that no tensor can sit in another one's place. */
    @Test
    void theFlatGradientIsTheDerivativeOfTheLoss() {
        float[] gradient = loss(0.1).at(parameters).gradient().toFloatArray();
        int p = network.parameterCount();
        int parts = 32;
        double step = 5e-3;

        assertThat(gradient).hasSize(p);
        for (int part = 0; part < parts; part++) {
            float[] direction = new float[p];
            int from = (int) ((long) part * p / parts);
            int to = (int) ((long) (part + 1) * p / parts);
            System.arraycopy(gradient, from, direction, from, to - from);
            NDArray along = manager.create(direction);
            double norm = along.norm().getFloat();
            along.divi(norm);

            double ahead = lossAt(parameters.add(along.mul(step)));
            double behind = lossAt(parameters.sub(along.mul(step)));
            double slope = (ahead - behind) / (2 * step);

            assertThat(slope / norm).as("parameters %d to %d", from, to).isEqualTo(1, within(0.05));
        }
    }

    @Test
    void onlyTheFirstEvaluationMovesBatchNormsStatistics() {
        BatchLoss loss = loss(0);
        loss.at(parameters);
        float[] afterFirst = statistics.toFloatArray();

        loss.at(parameters.add(0.01));

        assertThat(afterFirst).isNotEqualTo(network.initialStatistics());
        assertThat(statistics.toFloatArray()).isEqualTo(afterFirst);
    }

    @Test
    void aForwardPassAloneGivesTheSameLossAndMovesTheSameStatistics() {
        float[] before = statistics.toFloatArray();
        float lossWithGradient = loss(0.1).at(parameters).loss().getFloat();
        float[] moved = statistics.toFloatArray();
        statistics.set(before);
        BatchLoss forwardOnly = loss(0.1);

        float loss = forwardOnly.lossAt(parameters).getFloat();
        forwardOnly.lossAt(parameters.add(0.01));

        assertThat(loss).isEqualTo(lossWithGradient);
        assertThat(statistics.toFloatArray()).isEqualTo(moved);
    }

    @Test
    void evaluatingLeavesTheParametersAlone() {
        float[] before = parameters.toFloatArray();

        loss(0).at(parameters);

        assertThat(parameters.toFloatArray()).isEqualTo(before);
        assertThat(parameters.hasGradient()).isFalse();
    }

    @Test
    void keepsNothingBeyondItsScope() {
        BatchLoss loss = loss(0);
        int before = manager.getManagedArrays().size();

        for (int i = 0; i < 3; i++) {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                loss.at(parameters);
            }
        }

        // The hits of the first evaluation were registered in its scope too.
        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    @Test
    void aThousandStepsOfSamLeaveAsManyNativeArraysAsTen() {
        TrialConfig config = Trials.trial(Method.SAM, 0.1, Map.of());
        NDArray mean = parameters.duplicate();
        Optimizer sam = Optimizer.of(config, mean, network.layout(), 16);
        int afterTen = 0;

        for (int step = 1; step <= 1000; step++) {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                NDArray images = manager.create(pixels(16 * 4 * 4)).reshape(16, 1, 4, 4);
                NDArray classes = manager.create(IntStream.range(0, 16).mapToLong(i -> i % 3).toArray());
                sam.step(new BatchLoss(new Classification(network, 0), statistics, images, classes, step), 1e-3, step);
            }
            if (step == 10) {
                afterTen = TrainerTest.nativeArrays();
            }
        }

        assertThat(TrainerTest.nativeArrays()).isEqualTo(afterTen);
    }

    private double lossAt(NDArray point) {
        return loss(0.1).at(point).loss().getFloat();
    }

    private BatchLoss loss(double labelSmoothing) {
        NDArray images = manager.create(pixels(16 * 8 * 8)).reshape(16, 1, 8, 8);
        NDArray classes = manager.create(IntStream.range(0, 16).mapToLong(i -> i % 3).toArray());
        return new BatchLoss(new Classification(network, labelSmoothing), statistics, images, classes, 0);
    }

    private static float[] pixels(int count) {
        SplittableRandom random = new SplittableRandom(2);
        float[] pixels = new float[count];
        for (int i = 0; i < count; i++) {
            pixels[i] = (float) random.nextDouble(-1, 1);
        }
        return pixels;
    }
}
