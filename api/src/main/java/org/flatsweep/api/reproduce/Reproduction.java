package org.flatsweep.api.reproduce;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to train a trial again, and what is to come of it.
 *
 * @param command one line for a shell in the directory of a Flatsweep
 * @param config all that decides the result, in its canonical form
 * @param provenance code, engine and machine of the result, see docs/provenance.md; null until there is one
 * @param expected null until there is a result
 */
record Reproduction(
        long trialId,
        String command,
        Map<String, Object> config,
        @Nullable Map<String, Object> provenance,
        @Nullable Expected expected) {

    /**
     * The final numbers, which a run on the same kind of device meets to the last bit.
     *
     * @param parametersSha256 of the final parameters; null where an earlier version made the result
     */
    record Expected(
            double trainLoss,
            double validationLoss,
            @Nullable Double validationAccuracy,
            double testLoss,
            @Nullable Double testAccuracy,
            @Nullable String parametersSha256) {}
}
