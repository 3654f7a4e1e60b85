package org.flatsweep.api.results;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Holm's correction for many tests (Holm 1979), which bounds the probability of one false discovery among them all. */
final class Holm {

    private Holm() {}

    /**
     * @param pValues null where there was no test, which counts as none
     * @return those corrected, in their order
     */
    static List<@Nullable Double> corrected(List<@Nullable Double> pValues) {
        int[] ascending = IntStream.range(0, pValues.size())
                .filter(i -> pValues.get(i) != null)
                .boxed()
                .sorted((i, j) -> Double.compare(pValues.get(i), pValues.get(j)))
                .mapToInt(Integer::intValue)
                .toArray();
        @Nullable Double[] corrected = new Double[pValues.size()];
        double least = 0;
        for (int rank = 0; rank < ascending.length; rank++) {
            least = Math.max(least, Math.min(1, (ascending.length - rank) * pValues.get(ascending[rank])));
            corrected[ascending[rank]] = least;
        }
        return Arrays.asList(corrected);
    }
}
