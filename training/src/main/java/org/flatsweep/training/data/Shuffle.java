package org.flatsweep.training.data;

import java.util.random.RandomGenerator;

/** Uniform random order (Fisher and Yates). */
final class Shuffle {

    private Shuffle() {}

    static void inPlace(int[] values, RandomGenerator random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
    }
}
