package org.flatsweep.api.schedule;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sweep that is submitted again and again.
 *
 * @param cron in Quartz's syntax, seconds first: {@code 0 30 2 * * ?} is half past two every night
 * @param timeZone in which {@code cron} counts, such as Europe/Berlin
 * @param definition of the sweep; unless it says {@code reuse: false}, results of an earlier one are reused
 * @param nextAt when it will be submitted next; null if never again
 * @param lastAt when it was last submitted; null if never
 */
record Schedule(
        String name,
        String cron,
        String timeZone,
        Map<String, Object> definition,
        @Nullable Instant nextAt,
        @Nullable Instant lastAt) {}
