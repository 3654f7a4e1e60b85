package org.flatsweep.api.sweep;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sweep as the API shows it.
 *
 * @param definition as submitted, YAML turned into JSON; null in lists and events
 */
public record SweepView(
        long id,
        String name,
        SweepState state,
        Instant createdAt,
        @Nullable Instant cancelledAt,
        TrialCounts trials,
        @Nullable Map<String, Object> definition) {}
