package org.flatsweep.training.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.flatsweep.domain.DatasetSpec;
import org.flatsweep.domain.LatentNoise;
import org.flatsweep.domain.VaeSpec;
import org.flatsweep.domain.WideResNetSpec;
import org.flatsweep.training.data.Batch;
import org.flatsweep.training.data.Batches;
import org.flatsweep.training.data.Dataset;
import org.flatsweep.training.data.Datasets;
import org.junit.jupiter.api.Test;

class TaskTest {

    private final Dataset digits = new Datasets(Path.of("none")).load(new DatasetSpec("digits", 16, 0.1));

    @Test
    void garbageCollectionBeforeTheBackwardPassChangesNoGradientOfAClassification() {
        assertThatGarbageCollectionChangesNothing(
                new Classification(new WideResNet(new WideResNetSpec(10, 1), 1, 10), 0.1));
    }

    @Test
    void garbageCollectionBeforeTheBackwardPassChangesNoGradientOfAnAutoencoder() {
        assertThatGarbageCollectionChangesNothing(new VariationalAutoencoder(
                new VaeSpec(4, 64, LatentNoise.INTERPOLATED, Optional.of(0.5)), digits.train()));
    }

    private void assertThatGarbageCollectionChangesNothing(Task task) {
        float[] undisturbed = gradient(task, () -> {});
        for (int i = 0; i < 20; i++) {
            assertThat(gradient(task, TaskTest::collectGarbage)).isEqualTo(undisturbed);
        }
    }

    /** And writes over what memory of a few bytes it freed. */
    private static void collectGarbage() {
        System.gc();
        IntStream.range(0, 1000).mapToObj(i -> ByteBuffer.allocateDirect(Double.BYTES).putDouble(0, i)).toList();
    }

    private float[] gradient(Task task, Runnable beforeBackward) {
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                Batches batches = Batches.of(digits, 32, manager);
                NDScope scope = new NDScope();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            scope.suppressNotUsedWarning();
            Batch batch = batches.unaugmented(1, 0).next();
            NDArray parameters = manager.create(task.initialParameters(1)).duplicate();
            NDArray statistics = manager.create(task.initialStatistics()).duplicate();
            parameters.setRequiresGradient(true);
            Task.Loss loss = task.training(
                    batch.images(manager), batch.classes(manager), parameters, statistics, 1);
            beforeBackward.run();
            collector.backward(loss.mean());
            return parameters.getGradient().toFloatArray();
        }
    }
}
