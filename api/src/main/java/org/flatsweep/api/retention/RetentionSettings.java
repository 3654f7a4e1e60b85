package org.flatsweep.api.retention;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What {@code FLATSWEEP_RETENTION_…} environment variables set.
 *
 * @param metrics age of a trial's end after which its curves are thinned; null for never
 * @param logs age of a trial's log lines after which they are deleted; null for never
 */
@ConfigurationProperties("flatsweep.retention")
record RetentionSettings(@Nullable Duration metrics, @Nullable Duration logs) {

    RetentionSettings {
        requireAge(metrics, "METRICS");
        requireAge(logs, "LOGS");
    }

    private static void requireAge(@Nullable Duration age, String variable) {
        if (age != null && age.isNegative()) {
            throw new IllegalArgumentException("FLATSWEEP_RETENTION_%s is %s; allowed: a time such as 90d, or nothing"
                    .formatted(variable, age));
        }
    }

    Optional<Duration> thinMetricsAfter() {
        return Optional.ofNullable(metrics);
    }

    Optional<Duration> deleteLogsAfter() {
        return Optional.ofNullable(logs);
    }
}
