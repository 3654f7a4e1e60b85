package org.flatsweep.worker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.flatsweep.domain.AttemptEnd;
import org.flatsweep.training.Trainer;
import org.springframework.stereotype.Component;

/** What this worker measures of itself. Its heartbeat takes the numbers to the database, where API nodes read them. */
@Component
class WorkerMeters {

    /** But those that the queue's own statements give. */
    private static final Set<AttemptEnd> ENDS_OF_A_WORKER = EnumSet.complementOf(
            EnumSet.of(AttemptEnd.CANCELLED, AttemptEnd.LEASE_EXPIRED, AttemptEnd.CRASHED));

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Timer claims = registry.timer("claims");
    private final Counter staleWrites = registry.counter("stale_writes");
    private final Trainer trainer;
    private volatile double imagesPerSecond;

    WorkerMeters(Trainer trainer) {
        this.trainer = trainer;
        // Who asks for increases does not see the first attempt of a counter that begins with it.
        ENDS_OF_A_WORKER.forEach(this::attempts);
    }

    <T> T timeClaim(Supplier<T> claim) {
        return claims.record(claim);
    }

    void attemptEnded(AttemptEnd how) {
        attempts(how).increment();
    }

    private Counter attempts(AttemptEnd how) {
        return registry.counter("attempts." + how.name().toLowerCase(Locale.ROOT));
    }

    /** The fence kept a write out. */
    void staleWrite() {
        staleWrites.increment();
    }

    /** Of the last epoch. */
    void trained(double imagesPerSecond) {
        this.imagesPerSecond = imagesPerSecond;
    }

    /**
     * By name: {@code claims} and {@code claim_seconds} (their sum), {@code attempts.<how they ended>},
     * {@code stale_writes}, {@code images_per_second}, and of a GPU {@code gpu_memory_used_bytes},
     * {@code gpu_memory_bytes} and, where it can be read, {@code gpu_utilization} from 0 to 1.
     */
    Map<String, Double> snapshot() {
        Map<String, Double> snapshot = new TreeMap<>();
        Search.in(registry).counters().forEach(counter -> snapshot.put(counter.getId().getName(), counter.count()));
        snapshot.put("claims", (double) claims.count());
        snapshot.put("claim_seconds", claims.totalTime(TimeUnit.SECONDS));
        snapshot.put("images_per_second", imagesPerSecond);
        trainer.gpuUse().ifPresent(use -> {
            snapshot.put("gpu_memory_used_bytes", (double) use.memoryUsedBytes());
            snapshot.put("gpu_memory_bytes", (double) use.memoryBytes());
            use.utilization().ifPresent(utilization -> snapshot.put("gpu_utilization", utilization));
        });
        return snapshot;
    }
}
