package org.flatsweep.api.results;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.flatsweep.domain.Measure;
import org.jspecify.annotations.Nullable;

/** How means are written for people: accuracies in percent, lower bounds in nats, both with two decimals. */
final class Numbers {

    private Numbers() {}

    static String unit(Measure measure) {
        return switch (measure) {
            case ACCURACY -> "%";
            case ELBO -> "nats";
        };
    }

    private static double scale(Measure measure) {
        return switch (measure) {
            case ACCURACY -> 100;
            case ELBO -> 1;
        };
    }

    static String mean(Measure measure, @Nullable Double mean) {
        return mean == null ? TextTable.NONE : twoDecimals("%.2f", scale(measure) * mean);
    }

    static String mean(Measure measure, @Nullable Double mean, @Nullable Double spread) {
        return mean(measure, mean) + (mean == null || spread == null ? "" : " ± " + mean(measure, spread));
    }

    static String mean(Measure measure, @Nullable Double mean, @Nullable Interval interval) {
        return mean(measure, mean) + (mean == null || interval == null ? ""
                : " [%s, %s]".formatted(mean(measure, interval.low()), mean(measure, interval.high())));
    }

    /** With its sign. */
    static String difference(Measure measure, double difference, @Nullable Double standardError) {
        return twoDecimals("%+.2f", scale(measure) * difference)
                + (standardError == null ? "" : " ± " + mean(measure, standardError));
    }

    /** In percent, with as many decimals as it was printed with, two at least. */
    static String printed(double fraction) {
        BigDecimal percent = BigDecimal.valueOf(fraction).movePointRight(2).stripTrailingZeros();
        return percent.setScale(Math.max(2, percent.scale()), RoundingMode.UNNECESSARY).toPlainString();
    }

    /** Numbers with four significant digits: those of a logarithmic grid have sixteen. */
    static String hyperparameter(Object value) {
        return value instanceof Double number
                ? Double.toString(new BigDecimal(number).round(new MathContext(4)).doubleValue())
                : value.toString();
    }

    private static String twoDecimals(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
