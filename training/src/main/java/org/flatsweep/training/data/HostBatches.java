package org.flatsweep.training.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Prepares batches on a thread of its own, one ahead of the one in use, in two buffers. */
final class HostBatches extends Batches {

    /** Where vector instructions like memory to begin; the same in every run, so that rounding is too. */
    private static final int ALIGNMENT = 64;

    private final Normalization normalization;
    private final ByteBuffer[] buffers = new ByteBuffer[2];
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread prefetch = new Thread(task, "batches");
        prefetch.setDaemon(true);
        return prefetch;
    });

    HostBatches(Dataset dataset, int batchSize) {
        super(dataset, batchSize);
        this.normalization = Normalization.of(dataset.train());
        int bytes = Math.max(batchSize(), EVALUATION) * dataset.train().size() * Float.BYTES;
        for (int i = 0; i < buffers.length; i++) {
            buffers[i] = ByteBuffer.allocateDirect(bytes + ALIGNMENT).alignedSlice(ALIGNMENT);
        }
    }

    @Override
    Iterator<Batch> iterate(Images images, List<Placement> placements, int size) {
        return new Prefetched(images, placements, size);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** @param pixels direct buffer of floats, exactly of {@code shape} */
    private record HostBatch(ByteBuffer pixels, Shape shape, long[] labels) implements Batch {

        @Override
        public int count() {
            return labels.length;
        }

        @Override
        public NDArray images(NDManager manager) {
            return manager.create(pixels.duplicate().order(pixels.order()), shape, DataType.FLOAT32);
        }

        @Override
        public NDArray classes(NDManager manager) {
            return manager.create(labels);
        }
    }

    private final class Prefetched implements Iterator<Batch> {

        private final Images images;
        private final List<Placement> placements;
        private final int size;
        private int started;
        private Future<Batch> pending;

        Prefetched(Images images, List<Placement> placements, int size) {
            this.images = images;
            this.placements = placements;
            this.size = size;
            this.pending = start();
        }

        private Future<Batch> start() {
            int from = started * size;
            if (from >= placements.size()) {
                return null;
            }
            ByteBuffer buffer = buffers[started % buffers.length];
            List<Placement> ofBatch = placements.subList(from, Math.min(from + size, placements.size()));
            started++;
            return thread.submit(() -> fill(buffer, ofBatch));
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

        private Batch fill(ByteBuffer buffer, List<Placement> ofBatch) {
            int count = ofBatch.size();
            ByteBuffer pixels = buffer.slice(0, count * images.size() * Float.BYTES).order(ByteOrder.nativeOrder());
            FloatBuffer floats = pixels.asFloatBuffer();
            float[] image = new float[images.size()];
            long[] labels = new long[count];
            for (int i = 0; i < count; i++) {
                labels[i] = images.labels()[ofBatch.get(i).image()];
                place(ofBatch.get(i), image);
                floats.put(image);
            }
            return new HostBatch(
                    pixels, new Shape(count, images.channels(), images.resolution(), images.resolution()), labels);
        }

        private void place(Placement placement, float[] target) {
            int side = images.resolution();
            int t = 0;
            for (int c = 0; c < images.channels(); c++) {
                float[] valueOf = normalization.ofChannel(c);
                int plane = placement.image() * images.size() + c * side * side;
                for (int y = 0; y < side; y++) {
                    int row = y - placement.down();
                    for (int x = 0; x < side; x++) {
                        int column = (placement.mirrored() ? side - 1 - x : x) - placement.right();
                        boolean inside = row >= 0 && row < side && column >= 0 && column < side;
                        target[t++] = valueOf[inside ? images.pixels()[plane + row * side + column] & 0xff : 0];
                    }
                }
            }
        }
    }
}
