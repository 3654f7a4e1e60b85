package org.flatsweep.training.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Indices of a set in two parts, each class divided by the same fraction.
 *
 * @param kept ascending
 * @param heldOut ascending
 */
record StratifiedSplit(int[] kept, int[] heldOut) {

    /** Holds out the same images whenever the labels, the fraction and the seed are the same. */
    static StratifiedSplit of(int[] labels, double fraction, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean[] out = new boolean[labels.length];
        int classes = Arrays.stream(labels).max().orElse(-1) + 1;
        for (int c = 0; c < classes; c++) {
            int label = c;
            int[] members = IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray();
            Shuffle.inPlace(members, random);
            Arrays.stream(members).limit(Math.round(fraction * members.length)).forEach(i -> out[i] = true);
        }
        return new StratifiedSplit(
                IntStream.range(0, out.length).filter(i -> !out[i]).toArray(),
                IntStream.range(0, out.length).filter(i -> out[i]).toArray());
    }
}
