package org.flatsweep.api.results;

import java.util.Collection;
import java.util.Optional;
import java.util.SplittableRandom;
import org.hipparchus.stat.StatUtils;

/** Of 95 % confidence in a mean, in its unit. */
record Interval(double low, double high) {

    private static final int RESAMPLES = 10_000;

    /**
     * By the percentile bootstrap (Efron 1979): 10,000 resamples of the values, always the same for the same values. Over
     * few seeds it is too narrow, as every bootstrap is. Empty below two values.
     */
    static Optional<Interval> bootstrap(Collection<Double> values) {
        double[] sample = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sample.length < 2) {
            return Optional.empty();
        }
        SplittableRandom random = new SplittableRandom(0);
        double[] means = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            means[i] = random.ints(sample.length, 0, sample.length).mapToDouble(j -> sample[j]).sum() / sample.length;
        }
        return Optional.of(new Interval(StatUtils.percentile(means, 2.5), StatUtils.percentile(means, 97.5)));
    }
}
