package org.flatsweep.domain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When and how finely the flatness and the calibration of a trial are measured. Measuring changes nothing that a trial
 * does, so a plan is no part of its identity.
 *
 * @param at epochs after which to measure, from 1; the last one is always among them
 * @param images of the training set on which the loss surface is probed, at most
 * @param samples random vectors behind each estimate
 * @param rho radius of the ball in which flatness is measured; empty for the trial's own Σ, or else {@link #RECIPE_RHO}
 * @param recomputeStatistics whether a network drawn from the posterior gets BatchNorm statistics of its own
 */
public record ProbePlan(
        List<Integer> at, int images, int samples, Optional<Double> rho, boolean recomputeStatistics) {

    /** The paper's radius of SAM, for trials without a Σ of their own. */
    public static final double RECIPE_RHO = 0.05;

    static final int DEFAULT_IMAGES = 512;
    static final int DEFAULT_SAMPLES = 16;

    public ProbePlan {
        at = List.copyOf(at);
    }

    /** @param epochs of the whole trial */
    public boolean isDue(int epoch, int epochs) {
        return epoch == epochs || at.contains(epoch);
    }

    /** The form stored in the database; {@link #fromMap} reads it back. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("at", at);
        map.put("images", images);
        map.put("samples", samples);
        rho.ifPresent(radius -> map.put("rho", radius));
        map.put("recompute_statistics", recomputeStatistics);
        return map;
    }

    /** @throws RuntimeException if {@code map} is not of {@link #toMap}'s form */
    static ProbePlan fromMap(Map<?, ?> map) {
        return new ProbePlan(
                ((List<?>) map.get("at")).stream().map(ProbePlan::integer).toList(),
                integer(map.get("images")),
                integer(map.get("samples")),
                Optional.ofNullable((Number) map.get("rho")).map(Number::doubleValue),
                (Boolean) map.get("recompute_statistics"));
    }

    private static int integer(Object value) {
        return ((Number) value).intValue();
    }
}
