package org.flatsweep.api.sweep;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sweep as the API shows it.
 *
 * @param maxParallel trials that run at a time; null for no limit
 * @param definition as submitted, YAML turned into JSON; null in lists and events
 */
public record SweepView(
        long id,
        String name,
        SweepState state,
        Instant createdAt,
        @Nullable Instant cancelledAt,
        @Nullable Instant pausedAt,
        int priority,
        @Nullable Integer maxParallel,
        TrialCounts trials,
        @Nullable Map<String, Object> definition) {}
