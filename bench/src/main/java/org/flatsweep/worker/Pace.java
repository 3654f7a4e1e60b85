package org.flatsweep.worker;

import java.util.Collection;

/**
 * How fast workers got through trials.
 *
 * @param perSecond claims, each with its completion, a second
 * @param meanClaim of the time a worker waits for its claim, in ms, as is {@code slowClaim}, the 99th percentile
 */
record Pace(double perSecond, double meanClaim, double slowClaim) {

    /** @param claims how long each took, in ns */
    static Pace of(Collection<Long> claims, long nanoseconds) {
        long[] sorted = claims.stream().mapToLong(Long::longValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalStateException("no trial was completed in time: ask for more with --seconds");
        }
        double mean = claims.stream().mapToLong(Long::longValue).average().orElseThrow();
        return new Pace(1e9 * sorted.length / nanoseconds, mean / 1e6, sorted[sorted.length * 99 / 100] / 1e6);
    }

    /** Every claim is a commit, and so is every completion. */
    double commitsPerSecond() {
        return 2 * perSecond;
    }

    @Override
    public String toString() {
        return "%,.0f claims+completions/s, a claim %.2f ms, p99 %.2f ms".formatted(perSecond, meanClaim, slowClaim);
    }
}
