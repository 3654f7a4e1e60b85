package org.flatsweep.api.results;

import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.flatsweep.api.results.TextTable.Cell;
import org.flatsweep.domain.Measure;
import org.hipparchus.stat.StatUtils;
import org.hipparchus.stat.inference.TTest;
import org.jspecify.annotations.Nullable;

/**
 * By how much one configuration is better than another on the seeds that both have: fractions of accuracy, or nats of
 * the evidence lower bound.
 *
 * <p>Differences are rounded to 10⁻¹² before they are tested, as those that should be equal are so only to rounding.
 *
 * @param to the method or the sweep that is compared to
 * @param pairs seeds with a result of both
 * @param mean of the differences; null without pairs
 * @param standardError their sample standard deviation over the root of their number; null below two pairs
 * @param t Student's paired statistic with {@code pairs} − 1 degrees of freedom; null below two pairs or where all
 *     differences are equal, as is {@code p}, its two-sided probability
 * @param holmP corrected for all comparisons of the table
 * @param wilcoxon sum of the ranks of positive differences; null where none differs from 0, as is {@code wilcoxonP}
 * @param holmWilcoxonP corrected for all comparisons of the table
 */
record PairedDifference(
        String to,
        int pairs,
        @Nullable Double mean,
        @Nullable Double standardError,
        @Nullable Double t,
        @Nullable Double p,
        @Nullable Double holmP,
        @Nullable Double wilcoxon,
        @Nullable Double wilcoxonP,
        @Nullable Double holmWilcoxonP) {

    /**
     * @param ours by seed
     * @param theirs by seed
     */
    static PairedDifference of(String to, Map<Long, Double> ours, Map<Long, Double> theirs) {
        double[] differences = ours.keySet().stream()
                .filter(theirs::containsKey)
                .sorted()
                .mapToDouble(seed -> Math.rint((ours.get(seed) - theirs.get(seed)) * 1e12) / 1e12)
                .toArray();
        int pairs = differences.length;
        boolean varies = Arrays.stream(differences).distinct().count() > 1;
        Optional<SignedRanks> ranks = SignedRanks.of(differences);
        return new PairedDifference(
                to,
                pairs,
                pairs == 0 ? null : StatUtils.mean(differences),
                pairs < 2 ? null : Math.sqrt(StatUtils.variance(differences) / pairs),
                varies ? new TTest().t(0, differences) : null,
                varies ? new TTest().tTest(0, differences) : null,
                null,
                ranks.map(SignedRanks::statistic).orElse(null),
                ranks.map(SignedRanks::pValue).orElse(null),
                null);
    }

    /** All comparisons of a table; null where there is none, as before. */
    static List<@Nullable PairedDifference> corrected(List<Optional<PairedDifference>> differences) {
        List<@Nullable Double> t = Holm.corrected(pValues(differences, PairedDifference::p));
        List<@Nullable Double> wilcoxon = Holm.corrected(pValues(differences, PairedDifference::wilcoxonP));
        List<@Nullable PairedDifference> corrected = new ArrayList<>();
        for (int i = 0; i < differences.size(); i++) {
            corrected.add(differences.get(i).isEmpty()
                    ? null
                    : differences.get(i).get().corrected(t.get(i), wilcoxon.get(i)));
        }
        return corrected;
    }

    private static List<@Nullable Double> pValues(
            List<Optional<PairedDifference>> differences, Function<PairedDifference, @Nullable Double> test) {
        return differences.stream().map(difference -> difference.map(test).orElse(null)).collect(toList());
    }

    private PairedDifference corrected(@Nullable Double correctedP, @Nullable Double correctedWilcoxonP) {
        return new PairedDifference(
                to, pairs, mean, standardError, t, p, correctedP, wilcoxon, wilcoxonP, correctedWilcoxonP);
    }

    /** As tables for people have it: the mean with its standard error, and a star or more where it is significant. */
    static Cell cell(Measure measure, @Nullable PairedDifference difference) {
        return difference == null || difference.mean == null
                ? Cell.of(TextTable.NONE)
                : Cell.of(Numbers.difference(measure, difference.mean, difference.standardError))
                        .marked(difference.stars());
    }

    private String stars() {
        return holmP == null
                ? ""
                : "*".repeat((int) DoubleStream.of(0.05, 0.01, 0.001).filter(level -> holmP < level).count());
    }
}
