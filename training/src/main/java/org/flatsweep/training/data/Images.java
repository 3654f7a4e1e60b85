package org.flatsweep.training.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

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

    /** About {@code count} of them, each class by its share; the seed decides which. */
    public Images stratifiedSample(int count, long seed) {
        return count < count()
                ? select(StratifiedSplit.of(labels, (double) count / count(), seed).heldOut())
                : this;
    }

    /** As many at most, drawn uniformly without replacement; the seed decides which. */
    public Images sample(int count, long seed) {
        int[] order = IntStream.range(0, count()).toArray();
        Shuffle.inPlace(order, new SplittableRandom(seed));
        return select(Arrays.copyOf(order, Math.min(count, count())));
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
