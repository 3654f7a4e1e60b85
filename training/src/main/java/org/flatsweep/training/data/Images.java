package org.flatsweep.training.data;

import java.util.Arrays;
import java.util.List;
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

    /** The images of all {@code parts}, which are of the same size and classes. */
    static Images concatenate(List<Images> parts) {
        byte[] pixels = new byte[parts.stream().mapToInt(part -> part.pixels.length).sum()];
        int position = 0;
        for (Images part : parts) {
            System.arraycopy(part.pixels, 0, pixels, position, part.pixels.length);
            position += part.pixels.length;
        }
        int[] labels = parts.stream().flatMapToInt(part -> Arrays.stream(part.labels)).toArray();
        Images first = parts.get(0);
        return new Images(pixels, labels, first.channels, first.resolution, first.classes);
    }

    /** In the middle of a frame of zeros, unless they have that resolution. */
    Images padded(int newResolution) {
        if (newResolution == resolution) {
            return this;
        }
        int margin = (newResolution - resolution) / 2;
        byte[] framed = new byte[count() * channels * newResolution * newResolution];
        for (int row = 0; row < count() * channels * resolution; row++) {
            int plane = row / resolution;
            int y = row % resolution + margin;
            System.arraycopy(pixels, row * resolution, framed,
                    (plane * newResolution + y) * newResolution + margin, resolution);
        }
        return new Images(framed, labels, channels, newResolution, classes);
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
