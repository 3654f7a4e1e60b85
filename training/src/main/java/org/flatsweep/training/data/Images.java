package org.flatsweep.training.data;

import java.util.Arrays;

/**
 * Square 8-bit images with their classes.
 *
 * @param pixels n × channels × resolution × resolution, row by row
 * @param labels n classes, from 0
 * @param classes number of classes there are
 */
public record Images(byte[] pixels, int[] labels, int channels, int resolution, int classes) {

    public int count() {
        return labels.length;
    }

    /** Values of one image. */
    int size() {
        return channels * resolution * resolution;
    }

    Images select(int[] indices) {
        byte[] selected = new byte[indices.length * size()];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(pixels, indices[i] * size(), selected, i * size(), size());
        }
        int[] theirLabels = Arrays.stream(indices).map(i -> labels[i]).toArray();
        return new Images(selected, theirLabels, channels, resolution, classes);
    }
}
