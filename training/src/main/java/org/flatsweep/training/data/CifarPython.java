package org.flatsweep.training.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The Python versions of CIFAR-10 and CIFAR-100: pickled dictionaries with the images in {@code data}, numpy bytes of
 * shape n × 3072, and a list of their labels.
 *
 * @param labelsKey of the labels to learn
 */
record CifarPython(String labelsKey, int classes) implements ImageReader {

    @Override
    public Images read(List<DataFile> files) {
        return Images.concatenate(files.stream().map(this::read).toList());
    }

    private Images read(DataFile file) {
        Map<String, Object> batch = dictionary(file);
        if (!(batch.get("data") instanceof NumpyBytes data) || data.shape().length != 2
                || data.shape()[1] != CifarBinary.PIXELS || data.shape()[0] == 0) {
            throw file.damaged(" has %s as its data, not a numpy array of n × %d bytes"
                    .formatted(batch.get("data"), CifarBinary.PIXELS));
        }
        if (!(batch.get(labelsKey) instanceof List<?> values)) {
            throw file.damaged(" has no list of " + labelsKey);
        }
        int[] labels = new int[data.shape()[0]];
        if (values.size() != labels.length) {
            throw file.damaged(" has %d %s for %d images; record %d lacks its other half"
                    .formatted(values.size(), labelsKey, labels.length, Math.min(values.size(), labels.length)));
        }
        for (int i = 0; i < labels.length; i++) {
            if (!(values.get(i) instanceof Integer label)) {
                throw file.damaged(", record %d has label %s, which is no integer".formatted(i, values.get(i)));
            }
            file.checkLabel(i, label, classes);
            labels[i] = label;
        }
        return new Images(data.rowMajor(), labels, CifarBinary.CHANNELS, CifarBinary.RESOLUTION, classes);
    }

    /** Python 2 wrote the keys as strings, which Python 3 reads, and may have written again, as bytes. */
    private static Map<String, Object> dictionary(DataFile file) {
        try {
            Object value = new NumpyUnpickler().load(new ByteArrayInputStream(file.content()));
            Map<String, Object> dictionary = new HashMap<>();
            ((Map<?, ?>) value).forEach((key, entry) -> dictionary.put(
                    key instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1) : (String) key,
                    entry));
            return dictionary;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // Damaged bytes may mean anything, among it casts that fail and arrays of two gigabytes.
            throw file.damaged(" cannot be unpickled as a dictionary (%s)".formatted(e.getMessage()));
        }
    }
}
