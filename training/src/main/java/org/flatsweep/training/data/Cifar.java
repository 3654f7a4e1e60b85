package org.flatsweep.training.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.flatsweep.domain.Sha256;
import org.flatsweep.training.DataMissingException;

/**
 * The binary versions of CIFAR-10 and CIFAR-100: records of label bytes, then 3 × 32 × 32 pixels.
 *
 * @param folder below the datasets directory
 * @param labelClasses number of classes of each label byte; the last label is the one to learn
 */
record Cifar(String folder, List<String> trainFiles, String testFile, List<Integer> labelClasses) {

    static final Cifar TEN = new Cifar(
            "cifar-10-batches-bin",
            List.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"),
            "test_batch.bin",
            List.of(10));
    static final Cifar HUNDRED =
            new Cifar("cifar-100-binary", List.of("train.bin"), "test.bin", List.of(20, 100));

    private static final int CHANNELS = 3;
    private static final int RESOLUTION = 32;
    private static final int PIXELS = CHANNELS * RESOLUTION * RESOLUTION;
    private static final String WHERE = "take the binary version from https://www.cs.toronto.edu/~kriz/cifar.html";

    boolean isIn(Path datasets) {
        return Stream.concat(trainFiles.stream(), Stream.of(testFile))
                .allMatch(file -> Files.isRegularFile(datasets.resolve(folder).resolve(file)));
    }

    /** @throws DataMissingException naming the file and, where one is to blame, the record (from 0) */
    Source load(Path datasets) {
        Path directory = datasets.resolve(folder);
        byte[][] files = Stream.concat(trainFiles.stream(), Stream.of(testFile))
                .map(file -> read(directory.resolve(file)))
                .toArray(byte[][]::new);
        byte[] train = concatenate(files, trainFiles.size());
        return new Source(images(train), images(files[trainFiles.size()]), true, Sha256.of(files));
    }

    private int recordSize() {
        return labelClasses.size() + PIXELS;
    }

    private byte[] read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new DataMissingException("cannot read %s (%s): %s".formatted(file, e, WHERE), e);
        }
        if (bytes.length == 0 || bytes.length % recordSize() != 0) {
            throw new DataMissingException(
                    "%s has %d bytes, not a whole number of records of %d bytes: record %d is cut off; %s"
                            .formatted(file, bytes.length, recordSize(), bytes.length / recordSize(), WHERE));
        }
        for (int i = 0; i < bytes.length / recordSize(); i++) {
            for (int k = 0; k < labelClasses.size(); k++) {
                int label = bytes[i * recordSize() + k] & 0xff;
                if (label >= labelClasses.get(k)) {
                    throw new DataMissingException(
                            "%s, record %d has label %d; labels there are below %d: the file is damaged; %s"
                                    .formatted(file, i, label, labelClasses.get(k), WHERE));
                }
            }
        }
        return bytes;
    }

    private static byte[] concatenate(byte[][] files, int count) {
        byte[] all = new byte[Stream.of(files).limit(count).mapToInt(file -> file.length).sum()];
        int position = 0;
        for (int i = 0; i < count; i++) {
            System.arraycopy(files[i], 0, all, position, files[i].length);
            position += files[i].length;
        }
        return all;
    }

    private Images images(byte[] records) {
        int count = records.length / recordSize();
        byte[] pixels = new byte[count * PIXELS];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            int pixelsStart = i * recordSize() + labelClasses.size();
            labels[i] = records[pixelsStart - 1];
            System.arraycopy(records, pixelsStart, pixels, i * PIXELS, PIXELS);
        }
        return new Images(pixels, labels, CHANNELS, RESOLUTION, labelClasses.get(labelClasses.size() - 1));
    }
}
