package org.flatsweep.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.nio.file.Path;
import java.util.Iterator;
import org.flatsweep.domain.DatasetSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On a GPU where the engine has one. */
class DeviceBatchesTest {

    private static final int BATCH_SIZE = 96;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void batchesAreTheSameBitsAsOnTheHost() {
        Dataset colours = new Datasets(Path.of("none")).load(new DatasetSpec("synthetic", 32, 0.1));
        Dataset flipped = new Dataset(colours.train(), colours.validation(), colours.test(), true, colours.sha256());
        Dataset digits = new Datasets(Path.of("none")).load(new DatasetSpec("digits", 16, 0.1));
        for (Dataset dataset : new Dataset[] {flipped, digits}) {
            try (Batches host = new HostBatches(dataset, BATCH_SIZE);
                    Batches device = new DeviceBatches(dataset, BATCH_SIZE, manager)) {
                for (long seed = 0; seed < 3; seed++) {
                    assertSameBits(device.training(seed), host.training(seed));
                }
                assertSameBits(device.evaluation(dataset.test()), host.evaluation(dataset.test()));
            }
        }
    }

    @Test
    void aBatchLeavesNothingBehindOnTheDevice() {
        Dataset dataset = new Datasets(Path.of("none")).load(new DatasetSpec("synthetic", 16, 0.1));
        try (Batches batches = new DeviceBatches(dataset, BATCH_SIZE, manager)) {
            train(batches, 0);
            int arrays = manager.getManagedArrays().size();

            train(batches, 1);
            train(batches, 2);

            assertThat(manager.getManagedArrays()).hasSize(arrays);
        }
        assertThat(manager.getManagedArrays()).isEmpty();
    }

    @Test
    void anEpochOutlivesTheScopeItWasBegunIn() {
        Dataset dataset = new Datasets(Path.of("none")).load(new DatasetSpec("synthetic", 16, 0.1));
        try (Batches host = new HostBatches(dataset, BATCH_SIZE);
                Batches device = new DeviceBatches(dataset, BATCH_SIZE, manager)) {
            Iterator<Batch> epoch;
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                epoch = device.training(1);
            }

            assertSameBits(epoch, host.training(1));
        }
    }

    private void train(Batches batches, long seed) {
        batches.training(seed).forEachRemaining(batch -> {
            try (NDManager step = manager.newSubManager()) {
                batch.images(step);
                batch.classes(step);
                assertThat(step.getManagedArrays()).hasSize(2);
            }
        });
    }

    private void assertSameBits(Iterator<Batch> device, Iterator<Batch> host) {
        while (host.hasNext()) {
            try (NDManager step = manager.newSubManager()) {
                Batch expected = host.next();
                Batch actual = device.next();
                NDArray images = actual.images(step);
                assertThat(images.getShape()).isEqualTo(expected.images(step).getShape());
                assertThat(images.toFloatArray()).isEqualTo(expected.images(step).toFloatArray());
                assertThat(actual.classes(step).toLongArray()).isEqualTo(expected.classes(step).toLongArray());
            }
        }
        assertThat(device.hasNext()).isFalse();
    }
}
