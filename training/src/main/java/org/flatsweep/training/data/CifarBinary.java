package org.flatsweep.training.data;

import java.util.List;

/**
 * The binary versions of CIFAR-10 and CIFAR-100: records of label bytes, then 3 × 32 × 32 pixels.
 *
 * @param labelClasses number of classes of each label byte; the last label is the one to learn
 */
record CifarBinary(List<Integer> labelClasses) implements ImageReader {

    static final int CHANNELS = 3;
    static final int RESOLUTION = 32;
    static final int PIXELS = CHANNELS * RESOLUTION * RESOLUTION;

    @Override
    public Images read(List<DataFile> files) {
        return Images.concatenate(files.stream().map(this::read).toList());
    }

    private Images read(DataFile file) {
        byte[] records = file.content();
        int labelBytes = labelClasses.size();
        int recordSize = labelBytes + PIXELS;
        int count = records.length / recordSize;
        if (records.length == 0 || records.length % recordSize != 0) {
            throw file.damaged(" has %d bytes, not a whole number of records of %d bytes; record %d is cut off"
                    .formatted(records.length, recordSize, count));
        }
        byte[] pixels = new byte[count * PIXELS];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < labelBytes; k++) {
                labels[i] = records[i * recordSize + k] & 0xff;
                file.checkLabel(i, labels[i], labelClasses.get(k));
            }
            System.arraycopy(records, i * recordSize + labelBytes, pixels, i * PIXELS, PIXELS);
        }
        return new Images(pixels, labels, CHANNELS, RESOLUTION, labelClasses.get(labelBytes - 1));
    }
}
