package org.flatsweep.training;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * The fraction of the last moments in which a GPU computed. Each question to {@code nvidia-smi} starts a process that
 * has to reach the driver first, so it is asked less often than workers beat: eight of them would start 1.6 a second.
 */
final class GpuUtilization {

    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final NvidiaSmi smi;
    private final LongSupplier nanoTime;
    private OptionalDouble answer;
    private long answeredAt;

    GpuUtilization(NvidiaSmi smi, LongSupplier nanoTime) {
        this.smi = smi;
        this.nanoTime = nanoTime;
    }

    /** Asked for at most half a minute ago; empty where {@code nvidia-smi} did not tell. */
    synchronized OptionalDouble latest() {
        if (answer == null || nanoTime.getAsLong() - answeredAt >= INTERVAL.toNanos()) {
            answer = ask();
            answeredAt = nanoTime.getAsLong();
        }
        return answer;
    }

    private OptionalDouble ask() {
        try {
            return smi.query("utilization.gpu")
                    .map(percent -> OptionalDouble.of(Double.parseDouble(percent) / 100))
                    .orElse(OptionalDouble.empty());
        } catch (NumberFormatException e) {
            // Of some devices it says [N/A].
            return OptionalDouble.empty();
        }
    }
}
