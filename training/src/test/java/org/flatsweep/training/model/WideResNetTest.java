package org.flatsweep.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Set;
import org.flatsweep.domain.WideResNetSpec;
import org.flatsweep.training.BadConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WideResNetTest {

    /** 36.5 million for 28-10 is the figure in Table 4 of Zagoruyko and Komodakis. */
    @ParameterizedTest
    @CsvSource({"10, 1, 3, 10, 78106", "10, 1, 1, 10, 77818", "28, 10, 3, 10, 36479194", "28, 10, 3, 100, 36536884"})
    void hasTheKnownNumberOfParameters(int depth, int width, int channels, int classes, int parameters) {
        WideResNet network = new WideResNet(new WideResNetSpec(depth, width), channels, classes);

        assertThat(network.parameterCount()).isEqualTo(parameters);
    }

    @ParameterizedTest
    @CsvSource({"11, 1", "4, 1", "10, 0"})
    void refusesWhatIsNoWideResNet(int depth, int width) {
        assertThatThrownBy(() -> new WideResNet(new WideResNetSpec(depth, width), 3, 10))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessageContaining("depth " + depth);
    }

    @Test
    void theSeedDecidesTheInitialParameters() {
        WideResNet network = tiny();

        assertThat(network.initialParameters(1)).isEqualTo(network.initialParameters(1));
        assertThat(network.initialParameters(1)).isNotEqualTo(network.initialParameters(2));
    }

    /** BatchNorm's scale starts at 1 and every bias at 0, so the start tells which parameter is what. */
    @Test
    void theLayoutTellsWhichParameterIsWhat() {
        WideResNet network = tiny();
        float[] start = network.initialParameters(1);
        boolean[] weights = network.layout().mask(Set.of(TensorKind.WEIGHT));
        boolean[] scales = network.layout().mask(Set.of(TensorKind.NORM_SCALE));
        boolean[] biases = network.layout().mask(Set.of(TensorKind.BIAS));

        for (int i = 0; i < start.length; i++) {
            assertThat(scales[i]).as("scale %d", i).isEqualTo(start[i] == 1);
            assertThat(biases[i]).as("bias %d", i).isEqualTo(start[i] == 0);
            assertThat(weights[i]).as("weight %d", i).isEqualTo(start[i] != 0 && start[i] != 1);
        }
    }

    /** The stem's 16·3·3·3 weights: variance 2/27 within five standard deviations of the sample variance. */
    @Test
    void convolutionsStartWithHeVariance() {
        float[] parameters = new WideResNet(new WideResNetSpec(10, 1), 3, 10).initialParameters(5);

        double square = 0;
        int stem = 16 * 27;
        for (int i = 0; i < stem; i++) {
            square += (double) parameters[i] * parameters[i] / stem;
        }

        assertThat(square * 27 / 2).isEqualTo(1, within(5 * Math.sqrt(2.0 / stem)));
    }

    @ParameterizedTest
    @CsvSource({"16", "32"})
    void answersImagesOfAnyResolutionWithOneLogitAClass(int resolution) {
        WideResNet network = tiny();
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray images = manager.ones(new Shape(16, 1, resolution, resolution));

            NDArray logits = network.logits(images, manager.create(network.initialParameters(0)),
                    manager.create(network.initialStatistics()), false);

            assertThat(logits.getShape()).isEqualTo(new Shape(16, 10));
        }
    }

    @Test
    void evaluationLeavesTheStatisticsAndTrainingMovesThemATenthOfTheWay() {
        WideResNet network = tiny();
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray images = manager.arange(0, 1024, 1, DataType.FLOAT32).reshape(16, 1, 8, 8);
            NDArray parameters = manager.create(network.initialParameters(0));
            NDArray statistics = manager.create(network.initialStatistics());

            network.logits(images, parameters, statistics, false);
            assertThat(statistics.toFloatArray()).isEqualTo(network.initialStatistics());

            network.logits(images, parameters, statistics, true);
            float once = statistics.toFloatArray()[0];
            network.logits(images, parameters, statistics, true);
            assertThat(statistics.toFloatArray()[0] / once).isEqualTo(1.9f, within(1e-3f));
        }
    }

    /** Where training has moved to after so many passes over one batch that its start is forgotten. */
    @Test
    void theStatisticsOfABatchAreWhereTrainingOnItAloneLeads() {
        WideResNet network = tiny();
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray images = manager.arange(0, 1024, 1, DataType.FLOAT32).div(1024).reshape(16, 1, 8, 8);
            NDArray parameters = manager.create(network.initialParameters(0));
            NDArray statistics = manager.create(network.initialStatistics());
            for (int i = 0; i < 150; i++) {
                network.logits(images, parameters, statistics, true);
            }

            NDArray alone = network.statisticsOf(images, parameters);

            assertThat(alone.sub(statistics).abs().max().getFloat()).isLessThan(1e-4f);
        }
    }

    @Test
    void labelSmoothingSpreadsTheTargetOverAllClasses() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray logits = manager.create(new double[][] {{1, 2, 3}, {0, 0, 0}});
            NDArray classes = manager.create(new long[] {2, 0});
            double logSum = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3));

            double sharp = ((logSum - 3) + Math.log(3)) / 2;
            double smooth = (0.7 * (logSum - 3) + 0.3 * (logSum - 2) + Math.log(3)) / 2;

            assertThat(CrossEntropy.of(logits, classes, 0).getDouble()).isEqualTo(sharp, within(1e-12));
            assertThat(CrossEntropy.of(logits, classes, 0.3).getDouble()).isEqualTo(smooth, within(1e-12));
            assertThat(CrossEntropy.correct(logits, classes).getLong()).isEqualTo(2);
        }
    }

    private static WideResNet tiny() {
        return new WideResNet(new WideResNetSpec(10, 1), 1, 10);
    }
}
