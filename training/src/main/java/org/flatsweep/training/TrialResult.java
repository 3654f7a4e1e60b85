package org.flatsweep.training;

import java.util.Map;
import java.util.Optional;

/**
 * The final numbers of a trial, after its last epoch.
 *
 * @param trainLoss mean of the last epoch's training losses, with label smoothing
 * @param validationLoss mean in nats an image, without label smoothing, as is {@code testLoss}: cross entropy, or minus
 *     the evidence lower bound
 * @param validationAccuracy fraction in [0, 1], as is {@code testAccuracy}; empty where there are no classes to tell
 * @param trainSeconds time in training steps over all attempts that led here, evaluation excluded
 * @param provenance what the numbers depend on, by the keys of {@code docs/provenance.md}: text and numbers that fit
 *     into JSON
 */
public record TrialResult(
        double trainLoss,
        double validationLoss,
        Optional<Double> validationAccuracy,
        double testLoss,
        Optional<Double> testAccuracy,
        double trainSeconds,
        Map<String, Object> provenance) {}
