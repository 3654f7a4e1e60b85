package org.flatsweep.api.figure;

import java.util.Collection;
import java.util.IntSummaryStatistics;

/** How many seeds stand behind means, in words. */
final class Seeds {

    private Seeds() {}

    static String overWhich(int asked) {
        return asked == 1 ? "One seed." : "Mean ± standard error over %d seeds.".formatted(asked);
    }

    /**
     * Names a method in a legend, with the seeds that have succeeded where some are missing: "SAM (2 of 3 seeds)", or
     * "SAM (0–2 of 3 seeds)" where that differs between points.
     */
    static String label(String method, Collection<Integer> succeeded, int asked) {
        IntSummaryStatistics seeds = succeeded.stream().mapToInt(Integer::intValue).summaryStatistics();
        if (seeds.getMin() == asked) {
            return method;
        }
        String range = seeds.getMin() == seeds.getMax()
                ? "%d".formatted(seeds.getMin())
                : "%d–%d".formatted(seeds.getMin(), seeds.getMax());
        return "%s (%s of %d seeds)".formatted(method, range, asked);
    }
}
