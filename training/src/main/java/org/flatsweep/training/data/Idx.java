package org.flatsweep.training.data;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * MNIST's format: a big-endian header of a magic number and the sizes, then bytes. A file of images is followed by that
 * of their labels, from 0 to 9.
 */
final class Idx implements ImageReader {

    static final int RESOLUTION = 28;

    private static final int PIXELS = RESOLUTION * RESOLUTION;
    private static final int CLASSES = 10;
    /** Unsigned bytes in one dimension, or in three. */
    private static final int LABELS_MAGIC = 0x801;
    private static final int IMAGES_MAGIC = 0x803;

    @Override
    public Images read(List<DataFile> files) {
        DataFile imageFile = files.get(0);
        DataFile labelFile = files.get(1);
        byte[] pixels = records(imageFile, IMAGES_MAGIC, PIXELS, RESOLUTION, RESOLUTION);
        byte[] labelBytes = records(labelFile, LABELS_MAGIC, 1);
        int count = pixels.length / PIXELS;
        if (labelBytes.length != count) {
            throw labelFile.damaged(" has %d labels for the %d images of %s"
                    .formatted(labelBytes.length, count, imageFile.path().getFileName()));
        }
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = labelBytes[i] & 0xff;
            labelFile.checkLabel(i, labels[i], CLASSES);
        }
        return new Images(pixels, labels, 1, RESOLUTION, CLASSES);
    }

    /** What follows the header, which must be {@code magic}, the number of records, and {@code sides}. */
    private static byte[] records(DataFile file, int magic, int recordSize, int... sides) {
        int headerSize = Integer.BYTES * (2 + sides.length);
        ByteBuffer bytes = ByteBuffer.wrap(file.content());
        if (bytes.remaining() < headerSize || bytes.getInt() != magic) {
            throw file.damaged(" does not begin with the %d bytes of an IDX header of type 0x%08x"
                    .formatted(headerSize, magic));
        }
        int count = bytes.getInt();
        for (int side : sides) {
            int actual = bytes.getInt();
            if (actual != side) {
                throw file.damaged(" has images with a side of %d pixels, not %d".formatted(actual, side));
            }
        }
        long expected = (long) count * recordSize;
        if (count <= 0 || bytes.remaining() < expected) {
            throw file.damaged(" announces %d records of %d bytes, but record %d is cut off"
                    .formatted(count, recordSize, bytes.remaining() / recordSize));
        }
        if (bytes.remaining() > expected) {
            throw file.damaged(" has %d bytes after the last of its records, %d"
                    .formatted(bytes.remaining() - expected, count - 1));
        }
        return Arrays.copyOfRange(file.content(), headerSize, file.content().length);
    }
}
