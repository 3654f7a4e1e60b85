package org.flatsweep.training.probe;

import java.util.Arrays;

/** A mean over independent samples with its standard error. */
record Estimate(double mean, double error) {

    /** @param samples two at least */
    static Estimate of(double... samples) {
        double mean = Arrays.stream(samples).average().orElseThrow();
        double squares = Arrays.stream(samples).map(sample -> (sample - mean) * (sample - mean)).sum();
        return new Estimate(mean, Math.sqrt(squares / (samples.length - 1) / samples.length));
    }

    Estimate times(double factor) {
        return new Estimate(factor * mean, Math.abs(factor) * error);
    }
}
