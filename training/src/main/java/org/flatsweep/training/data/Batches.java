package org.flatsweep.training.data;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The batches of a training, prepared where that delays it least: for a CPU on a thread of their own, on a GPU from
 * images that live there. Both give the same bits. One iterator at a time: its batches share memory.
 */
public abstract class Batches implements AutoCloseable {

    /** Images of one evaluation batch. */
    static final int EVALUATION = 256;

    private final Dataset dataset;
    private final int batchSize;

    Batches(Dataset dataset, int batchSize) {
        this.dataset = dataset;
        this.batchSize = Math.min(batchSize, dataset.train().count());
    }

    /**
     * Batches for the device of {@code manager}.
     *
     * @param batchSize images of a training batch; where there are fewer, all of them are one batch
     */
    public static Batches of(Dataset dataset, int batchSize, NDManager manager) {
        return manager.getDevice().isGpu()
                ? new DeviceBatches(dataset, batchSize, manager)
                : new HostBatches(dataset, batchSize);
    }

    /** Full batches only: a small last one would disturb BatchNorm. Another order leaves out others. */
    public int stepsPerEpoch() {
        return dataset.train().count() / batchSize;
    }

    public int batchSize() {
        return batchSize;
    }

    /** One epoch from its beginning. */
    public Iterator<Batch> training(long seed) {
        return training(seed, 0);
    }

    /**
     * One epoch: shuffled, each image cropped at random from its zero-padded self and, where the dataset allows it,
     * mirrored with probability ½. The seed decides all of it.
     *
     * @param from number of the first batch, from 0; those before it are not prepared
     */
    public Iterator<Batch> training(long seed, int from) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = shuffled(random);
        int padding = padding(dataset.train());
        List<Placement> placements = IntStream.of(order)
                .mapToObj(image -> new Placement(
                        image,
                        random.nextInt(2 * padding + 1) - padding,
                        random.nextInt(2 * padding + 1) - padding,
                        dataset.flips() && random.nextBoolean()))
                .toList();
        return trainingBatches(placements, from);
    }

    /** One epoch in the order of {@link #training}, of the images as they are. */
    public Iterator<Batch> unaugmented(long seed, int from) {
        List<Placement> placements = IntStream.of(shuffled(new SplittableRandom(seed)))
                .mapToObj(Placement::unchanged).toList();
        return trainingBatches(placements, from);
    }

    private Iterator<Batch> trainingBatches(List<Placement> placements, int from) {
        return iterate(dataset.train(), placements.subList(from * batchSize, placements.size()), batchSize);
    }

    private int[] shuffled(SplittableRandom random) {
        int[] order = IntStream.range(0, dataset.train().count()).toArray();
        Shuffle.inPlace(order, random);
        return Arrays.copyOf(order, stepsPerEpoch() * batchSize);
    }

    /** All images as they are, in their order. */
    public Iterator<Batch> evaluation(Images images) {
        List<Placement> placements = IntStream.range(0, images.count()).mapToObj(Placement::unchanged).toList();
        return iterate(images, placements, EVALUATION);
    }

    @Override
    public abstract void close();

    /** @param size images of a batch; the last may have fewer */
    abstract Iterator<Batch> iterate(Images images, List<Placement> placements, int size);

    /** Farthest that an image moves: 4 of 32 pixels, as the recipe crops. */
    static int padding(Images images) {
        return images.resolution() / 8;
    }
}
