package org.flatsweep.training.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.ToLongFunction;

/**
 * Keeps the images on the device, each in a frame of zeros as wide as it may move. A batch is three operations there:
 * compute where each of its pixels lies, take the 8-bit values from there, take their floats. The host only draws the
 * placements, uploaded once an epoch.
 */
final class DeviceBatches extends Batches {

    /** Number of 8-bit values. */
    private static final int VALUES = 256;

    private final NDManager manager;
    private final Map<Images, NDArray> framedPixels = new HashMap<>();
    private final int side;
    private final int padding;
    private final int framedSide;
    /** Pixels from an image's first one to the first of each row; of shape 1 × channels × side × 1. */
    private final NDArray rows;
    /** Numbers of the columns; of shape side. */
    private final NDArray columns;
    /** The floats of all 8-bit values, channel after channel, and where each channel's begin. */
    private final NDArray floats;
    private final NDArray floatsOfChannel;
    private NDManager epoch;

    DeviceBatches(Dataset dataset, int batchSize, NDManager parent) {
        super(dataset, batchSize);
        Images images = dataset.train();
        side = images.resolution();
        padding = padding(images);
        framedSide = side + 2 * padding;
        manager = parent.newSubManager();
        epoch = manager.newSubManager();
        int channels = images.channels();
        Normalization normalization = Normalization.of(images);
        ByteBuffer floatBytes = manager.allocateDirect(channels * VALUES * Float.BYTES);
        long[] rowStarts = new long[channels * side];
        long[] channelStarts = new long[channels];
        for (int c = 0; c < channels; c++) {
            floatBytes.asFloatBuffer().position(c * VALUES).put(normalization.ofChannel(c));
            channelStarts[c] = (long) c * VALUES;
            for (int y = 0; y < side; y++) {
                rowStarts[c * side + y] = ((long) c * framedSide + y) * framedSide;
            }
        }
        rows = manager.create(rowStarts, new Shape(1, channels, side, 1));
        columns = manager.arange(0, side, 1, DataType.INT64);
        floats = manager.create(floatBytes, new Shape(channels * VALUES), DataType.FLOAT32);
        floatsOfChannel = manager.create(channelStarts, new Shape(1, channels, 1, 1));
    }

    @Override
    Iterator<Batch> iterate(Images images, List<Placement> placements, int size) {
        epoch.close();
        epoch = manager.newSubManager();
        return new Resident(framedPixels.computeIfAbsent(images, this::upload), images, placements, size);
    }

    private NDArray upload(Images images) {
        ByteBuffer pixels = ByteBuffer.wrap(images.padded(framedSide).pixels());
        return kept(manager.create(pixels, new Shape(pixels.remaining()), DataType.UINT8));
    }

    /** Of an array that outlives the scope it is made in, where the caller has one. */
    private static NDArray kept(NDArray array) {
        NDScope.unregister(array);
        return array;
    }

    @Override
    public void close() {
        manager.close();
    }

    private final class Resident implements Iterator<Batch> {

        private final NDArray pixels;
        private final int total;
        private final int size;
        private final NDArray corners;
        private final NDArray steps;
        private final NDArray labels;
        private int position;

        Resident(NDArray pixels, Images images, List<Placement> placements, int size) {
            this.pixels = pixels;
            this.total = placements.size();
            this.size = size;
            long framedSize = (long) images.channels() * framedSide * framedSide;
            this.corners = uploaded(epoch, placements, p -> p.image() * framedSize
                    + (long) (padding - p.down()) * framedSide + padding - p.right() + (p.mirrored() ? side - 1 : 0));
            this.steps = uploaded(epoch, placements, p -> p.mirrored() ? -1 : 1);
            this.labels = uploaded(epoch, placements, p -> images.labels()[p.image()]);
        }

        private static NDArray uploaded(NDManager manager, List<Placement> placements, ToLongFunction<Placement> value) {
            return kept(manager.create(placements.stream().mapToLong(value).toArray()));
        }

        @Override
        public boolean hasNext() {
            return position < total;
        }

        @Override
        public Batch next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            int from = position;
            position = Math.min(from + size, total);
            return new DeviceBatch(this, position - from, new NDIndex("{}:{}", from, position));
        }

        NDArray images(NDManager target, NDIndex ofBatch) {
            try (NDManager scratch = manager.newSubManager()) {
                NDArray corner = corners.get(scratch, ofBatch).reshape(-1, 1, 1, 1);
                NDArray step = steps.get(scratch, ofBatch).reshape(-1, 1, 1, 1);
                NDArray places = step.mul(columns).add(corner).add(rows);
                NDArray values = pixels.take(scratch, places).toType(DataType.INT64, false);
                return floats.take(target, values.add(floatsOfChannel));
            }
        }
    }

    private record DeviceBatch(Resident epoch, int count, NDIndex ofBatch) implements Batch {

        @Override
        public NDArray images(NDManager manager) {
            return epoch.images(manager, ofBatch);
        }

        @Override
        public NDArray classes(NDManager manager) {
            return epoch.labels.get(manager, ofBatch);
        }
    }
}
