package org.flatsweep.training.data;

import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Prepares batches on a thread of its own, one ahead of the one in use. One iterator at a time: its batches share two
 * buffers.
 */
public final class Batches implements AutoCloseable {

    /** Images of one evaluation batch. */
    static final int EVALUATION = 256;
    /** Where vector instructions like memory to begin; the same in every run, so that rounding is too. */
    private static final int ALIGNMENT = 64;

    private final Dataset dataset;
    private final Normalization normalization;
    private final int batchSize;
    private final ByteBuffer[] buffers = new ByteBuffer[2];
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread prefetch = new Thread(task, "batches");
        prefetch.setDaemon(true);
        return prefetch;
    });

    /** @param batchSize images of a training batch; where there are fewer, all of them are one batch */
    public Batches(Dataset dataset, int batchSize) {
        this.dataset = dataset;
        this.normalization = Normalization.of(dataset.train());
        this.batchSize = Math.min(batchSize, dataset.train().count());
        int bytes = Math.max(this.batchSize, EVALUATION) * dataset.train().size() * Float.BYTES;
        for (int i = 0; i < buffers.length; i++) {
            buffers[i] = ByteBuffer.allocateDirect(bytes + ALIGNMENT).alignedSlice(ALIGNMENT);
        }
    }

    /** Full batches only: a small last one would disturb BatchNorm. Another order leaves out others. */
    public int stepsPerEpoch() {
        return dataset.train().count() / batchSize;
    }

    public int batchSize() {
        return batchSize;
    }

    /**
     * One epoch: shuffled, each image cropped at random from its zero-padded self and, where the dataset allows it,
     * mirrored with probability ½. The seed decides all of it.
     */
    public Iterator<Batch> training(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = shuffled(random);
        int padding = dataset.train().resolution() / 8;
        return new Prefetched(dataset.train(), order, batchSize, () -> new Placement(
                random.nextInt(2 * padding + 1) - padding,
                random.nextInt(2 * padding + 1) - padding,
                dataset.flips() && random.nextBoolean()));
    }

    /** One epoch in the order of {@link #training}, of the images as they are. */
    public Iterator<Batch> unaugmented(long seed) {
        int[] order = shuffled(new SplittableRandom(seed));
        return new Prefetched(dataset.train(), order, batchSize, () -> Placement.UNCHANGED);
    }

    private int[] shuffled(SplittableRandom random) {
        int[] order = IntStream.range(0, dataset.train().count()).toArray();
        Shuffle.inPlace(order, random);
        return Arrays.copyOf(order, stepsPerEpoch() * batchSize);
    }

    /** All images as they are, in their order. */
    public Iterator<Batch> evaluation(Images images) {
        int[] order = IntStream.range(0, images.count()).toArray();
        return new Prefetched(images, order, EVALUATION, () -> Placement.UNCHANGED);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** Where an image lands: moved by whole pixels, then perhaps mirrored. */
    private record Placement(int down, int right, boolean mirrored) {
        static final Placement UNCHANGED = new Placement(0, 0, false);
    }

    private interface Placements {
        Placement next();
    }

    private final class Prefetched implements Iterator<Batch> {

        private final Images images;
        private final int[] order;
        private final int size;
        private final Placements placements;
        private int started;
        private Future<Batch> pending;

        Prefetched(Images images, int[] order, int size, Placements placements) {
            this.images = images;
            this.order = order;
            this.size = size;
            this.placements = placements;
            this.pending = start();
        }

        private Future<Batch> start() {
            int from = started * size;
            if (from >= order.length) {
                return null;
            }
            ByteBuffer buffer = buffers[started % buffers.length];
            int[] indices = Arrays.copyOfRange(order, from, Math.min(from + size, order.length));
            started++;
            return thread.submit(() -> fill(buffer, indices));
        }

        @Override
        public boolean hasNext() {
            return pending != null;
        }

        @Override
        public Batch next() {
            if (pending == null) {
                throw new NoSuchElementException();
            }
            try {
                Batch batch = pending.get();
                pending = start();
                return batch;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for a batch", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("cannot prepare a batch", e.getCause());
            }
        }

        private Batch fill(ByteBuffer buffer, int[] indices) {
            ByteBuffer pixels = buffer.slice(0, indices.length * images.size() * Float.BYTES)
                    .order(ByteOrder.nativeOrder());
            FloatBuffer floats = pixels.asFloatBuffer();
            float[] image = new float[images.size()];
            long[] labels = new long[indices.length];
            for (int i = 0; i < indices.length; i++) {
                labels[i] = images.labels()[indices[i]];
                place(indices[i], placements.next(), image);
                floats.put(image);
            }
            return new Batch(pixels, new Shape(indices.length, images.channels(), images.resolution(),
                    images.resolution()), labels);
        }

        private void place(int index, Placement placement, float[] target) {
            int side = images.resolution();
            int t = 0;
            for (int c = 0; c < images.channels(); c++) {
                float[] valueOf = normalization.ofChannel(c);
                int plane = index * images.size() + c * side * side;
                for (int y = 0; y < side; y++) {
                    int row = y - placement.down;
                    for (int x = 0; x < side; x++) {
                        int column = (placement.mirrored ? side - 1 - x : x) - placement.right;
                        boolean inside = row >= 0 && row < side && column >= 0 && column < side;
                        target[t++] = valueOf[inside ? images.pixels()[plane + row * side + column] & 0xff : 0];
                    }
                }
            }
        }
    }
}
