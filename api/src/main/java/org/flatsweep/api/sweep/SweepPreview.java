package org.flatsweep.api.sweep;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a definition would become if it were submitted now.
 *
 * @param reused trials for which results of earlier sweeps would stand
 * @param deviceSeconds that the others would take, one at a time; null where some are of a kind that never ran here
 * @param definition as it was read, YAML turned into JSON
 */
record SweepPreview(
        String name,
        long trials,
        long configurations,
        long reused,
        @Nullable Double deviceSeconds,
        List<MethodPreview> methods,
        Map<String, Object> definition) {

    /**
     * @param method its key
     * @param secondsPerTrial mean over its trials of what an epoch of the same dataset, model and method has taken here
     *     lately, times their epochs; null where some never ran here
     */
    record MethodPreview(
            String method, long configurations, long trials, long reused, @Nullable Double secondsPerTrial) {}
}
