package org.flatsweep.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(BatchesTest.Place.class)
class BatchesTest {

    private static final int RESOLUTION = 8;

    private final NDManager manager = NDManager.newBaseManager();

    @Parameter
    private Place place;

    enum Place {
        HOST,
        DEVICE
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void anEpochHasFullBatchesOfDistinctImages() {
        try (Batches batches = batches(dataset(10, false), 4)) {
            List<Seen> seen = drain(batches.training(1));

            assertThat(batches.stepsPerEpoch()).isEqualTo(2);
            assertThat(seen).hasSize(8);
            assertThat(seen.stream().map(Seen::label).distinct()).hasSize(8);
        }
    }

    @Test
    void fewerImagesThanABatchAreOneBatch() {
        try (Batches batches = batches(dataset(3, false), 128)) {
            assertThat(drain(batches.training(1))).hasSize(3);
        }
    }

    @Test
    void theSeedDecidesOrderAndAugmentation() {
        try (Batches batches = batches(dataset(10, true), 5)) {
            List<Seen> first = drain(batches.training(1));

            assertThat(drain(batches.training(1))).isEqualTo(first);
            assertThat(drain(batches.training(2))).isNotEqualTo(first);
        }
    }

    @Test
    void anEpochWithoutAugmentationHasTheImagesAsTheyAreInTheSameOrder() {
        Dataset dataset = dataset(10, true);
        try (Batches batches = batches(dataset, 5)) {
            List<Seen> augmented = drain(batches.training(1));
            List<Seen> asTheyAre = drain(batches.evaluation(dataset.train()));

            List<Seen> seen = drain(batches.unaugmented(1, 0));

            assertThat(seen.stream().map(Seen::label)).containsExactlyElementsOf(
                    augmented.stream().map(Seen::label).toList());
            assertThat(asTheyAre).containsAll(seen);
        }
    }

    @Test
    void anEpochCanBeEnteredAtAnyBatch() {
        try (Batches batches = batches(dataset(10, true), 3)) {
            List<Seen> augmented = drain(batches.training(1));
            List<Seen> asTheyAre = drain(batches.unaugmented(1, 0));
            for (int from = 0; from <= batches.stepsPerEpoch(); from++) {
                assertThat(drain(batches.training(1, from))).isEqualTo(augmented.subList(3 * from, 9));
                assertThat(drain(batches.unaugmented(1, from))).isEqualTo(asTheyAre.subList(3 * from, 9));
            }
        }
    }

    @Test
    void anAbandonedEpochDoesNotDisturbTheNextOne() {
        try (Batches batches = batches(dataset(10, true), 2)) {
            List<Seen> whole = drain(batches.training(1));
            batches.training(2).next();

            assertThat(drain(batches.training(1))).isEqualTo(whole);
        }
    }

    @Test
    void evaluationSeesEveryImageAsItIsInOrder() {
        Dataset dataset = dataset(Batches.EVALUATION + 1, true);
        try (Batches batches = batches(dataset, 4)) {
            List<Seen> seen = drain(batches.evaluation(dataset.train()));

            assertThat(seen.stream().map(Seen::label)).containsExactlyElementsOf(
                    IntStream.range(0, dataset.train().count()).mapToObj(i -> (long) i).toList());
            assertThat(drain(batches.evaluation(dataset.train()))).isEqualTo(seen);
        }
    }

    @Test
    void trainingImagesAreNormalisedByChannel() {
        Dataset dataset = dataset(50, false);
        try (Batches batches = batches(dataset, 50)) {
            List<Seen> seen = drain(batches.evaluation(dataset.train()));
            for (int channel = 0; channel < 2; channel++) {
                int from = channel * RESOLUTION * RESOLUTION;
                double[] values = seen.stream()
                        .flatMapToDouble(image -> image.pixels.subList(from, from + RESOLUTION * RESOLUTION).stream()
                                .mapToDouble(Float::doubleValue))
                        .toArray();
                double mean = Arrays.stream(values).average().orElseThrow();
                assertThat(mean).isEqualTo(0, within(1e-5));
                assertThat(Arrays.stream(values).map(v -> v * v).average().orElseThrow()).isEqualTo(1, within(1e-4));
            }
        }
    }

    /** A lone bright pixel in the middle lands within the padding of one pixel of it, mirrored or not. */
    @Test
    void cropsMoveByUpToAnEighthOfTheResolutionAndMirrorOnlyWhereAllowed() {
        for (boolean flips : new boolean[] {false, true}) {
            byte[] pixels = new byte[RESOLUTION * RESOLUTION];
            int column = 2;
            pixels[4 * RESOLUTION + column] = (byte) 255;
            Images one = new Images(pixels, new int[] {0}, 1, RESOLUTION, 1);
            try (Batches batches = batches(new Dataset(one, one, one, flips, ""), 1)) {
                List<Integer> columns = IntStream.range(0, 200)
                        .mapToObj(seed -> drain(batches.training(seed)).get(0).brightest() % RESOLUTION)
                        .distinct().sorted().toList();

                assertThat(columns).isEqualTo(flips ? List.of(1, 2, 3, 4, 5, 6) : List.of(1, 2, 3));
            }
        }
    }

    private record Seen(long label, List<Float> pixels) {

        int brightest() {
            return IntStream.range(0, pixels.size()).boxed()
                    .max((a, b) -> Float.compare(pixels.get(a), pixels.get(b))).orElseThrow();
        }
    }

    private Batches batches(Dataset dataset, int batchSize) {
        return switch (place) {
            case HOST -> new HostBatches(dataset, batchSize);
            case DEVICE -> new DeviceBatches(dataset, batchSize, manager);
        };
    }

    private List<Seen> drain(Iterator<Batch> batches) {
        List<Seen> seen = new ArrayList<>();
        batches.forEachRemaining(batch -> {
            try (NDManager scope = manager.newSubManager()) {
                NDArray images = batch.images(scope);
                assertThat(images.getShape().get(0)).isEqualTo(batch.count());
                List<Float> pixels = Arrays.stream(images.toArray()).map(Number::floatValue).toList();
                long[] labels = batch.classes(scope).toLongArray();
                int size = pixels.size() / labels.length;
                for (int i = 0; i < labels.length; i++) {
                    seen.add(new Seen(labels[i], pixels.subList(i * size, (i + 1) * size)));
                }
            }
        });
        return seen;
    }

    /** Images of two channels, each with a label of its own. */
    private static Dataset dataset(int count, boolean flips) {
        byte[] pixels = new byte[count * 2 * RESOLUTION * RESOLUTION];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 31 + i / 7);
        }
        Images images = new Images(pixels, IntStream.range(0, count).toArray(), 2, RESOLUTION, count);
        return new Dataset(images, images, images, flips, "");
    }
}
