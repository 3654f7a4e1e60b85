package org.flatsweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.flatsweep.domain.ModelSpec;
import org.flatsweep.training.model.WideResNet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchLossTest {

    private final WideResNet network = new WideResNet(new ModelSpec("wrn", 10, 1), 1, 3);
    private NDManager manager;
    private NDArray parameters;
    private NDArray statistics;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager("PyTorch");
        parameters = manager.create(network.initialParameters(3)).toType(DataType.FLOAT64, false);
        statistics = manager.create(network.initialStatistics()).toType(DataType.FLOAT64, false);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void theFlatGradientIsTheDerivativeByEveryKindOfParameter() {
        float[] gradient = loss(0.1).at(parameters).gradient().toType(DataType.FLOAT32, false).toFloatArray();
        double step = 1e-5;
        int p = network.parameterCount();
        int[] firstAndLast = {0, 16 * 9, 16 * 9 + 16, p - 1, p - 4};
        int[] anywhere = new SplittableRandom(1).ints(20, 0, p).toArray();

        assertThat(gradient).hasSize(p);
        IntStream.concat(IntStream.of(firstAndLast), IntStream.of(anywhere)).forEach(i -> {
            double slope = (lossMoved(i, step) - lossMoved(i, -step)) / (2 * step);
            assertThat((double) gradient[i]).as("parameter %d", i).isEqualTo(slope, within(1e-5));
        });
    }

    @Test
    void onlyTheFirstEvaluationMovesBatchNormsStatistics() {
        BatchLoss loss = loss(0);
        loss.at(parameters);
        double[] afterFirst = statistics.toDoubleArray();

        loss.at(parameters.add(0.01));

        assertThat(afterFirst).isNotEqualTo(toDoubles(network.initialStatistics()));
        assertThat(statistics.toDoubleArray()).isEqualTo(afterFirst);
    }

    @Test
    void evaluatingLeavesTheParametersAlone() {
        double[] before = parameters.toDoubleArray();

        loss(0).at(parameters);

        assertThat(parameters.toDoubleArray()).isEqualTo(before);
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

    private double lossMoved(int index, double by) {
        double[] moved = parameters.toDoubleArray();
        moved[index] += by;
        return loss(0.1).at(manager.create(moved)).loss().getDouble();
    }

    private BatchLoss loss(double labelSmoothing) {
        double[] pixels = new SplittableRandom(2).doubles(6 * 8 * 8, -1, 1).toArray();
        NDArray images = manager.create(pixels).reshape(new Shape(6, 1, 8, 8));
        NDArray classes = manager.create(new long[] {0, 1, 2, 0, 1, 2});
        return new BatchLoss(network, statistics, labelSmoothing, images, classes);
    }

    private static double[] toDoubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }
}
