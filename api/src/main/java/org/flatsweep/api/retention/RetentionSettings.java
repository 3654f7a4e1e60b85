package org.flatsweep.api.retention;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What {@code FLATSWEEP_RETENTION_…} environment variables set.
 *
 * @param metrics age of a trial's end after which its curves are thinned; null for never
 */
@ConfigurationProperties("flatsweep.retention")
record RetentionSettings(@Nullable Duration metrics) {

    RetentionSettings {
        if (metrics != null && metrics.isNegative()) {
            throw new IllegalArgumentException(
                    "FLATSWEEP_RETENTION_METRICS is %s; allowed: a time such as 90d, or nothing".formatted(metrics));
        }
    }

    Optional<Duration> thinMetricsAfter() {
        return Optional.ofNullable(metrics);
    }
}
