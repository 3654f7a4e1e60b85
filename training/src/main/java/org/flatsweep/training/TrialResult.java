package org.flatsweep.training;

import java.util.Map;

/**
 * The final numbers of a trial, after its last epoch.
 *
 * @param trainLoss mean of the last epoch's training losses, with label smoothing
 * @param validationLoss mean cross entropy in nats, without label smoothing, as is {@code testLoss}
 * @param validationAccuracy fraction in [0, 1], as is {@code testAccuracy}
 * @param trainSeconds time in training steps over all attempts that led here, evaluation excluded
 * @param provenance engine, device, sizes and derived constants: text and numbers that fit into JSON
 */
public record TrialResult(
        double trainLoss,
        double validationLoss,
        double validationAccuracy,
        double testLoss,
        double testAccuracy,
        double trainSeconds,
        Map<String, Object> provenance) {}
