package org.flatsweep.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Whether this worker is to stop and why, and how long database work may still be repeated after that. */
@Component
class StopSignal {

    private static final Duration GRACE = Duration.ofSeconds(6);

    private final CountDownLatch requested = new CountDownLatch(1);
    private volatile long requestedAt;
    private volatile RuntimeException reason;

    synchronized void request() {
        if (!requested()) {
            requestedAt = System.nanoTime();
            requested.countDown();
        }
    }

    /** For a reason for which the worker cannot go on, unless it was to stop anyway. */
    synchronized void request(RuntimeException reason) {
        if (!requested()) {
            this.reason = reason;
        }
        request();
    }

    /** Why the worker cannot go on; empty where it was only asked to stop. */
    Optional<RuntimeException> reason() {
        return Optional.ofNullable(reason);
    }

    boolean requested() {
        return requested.getCount() == 0;
    }

    boolean graceOver() {
        return requested() && System.nanoTime() - requestedAt > GRACE.toNanos();
    }

    /** Waits for the request, {@code timeout} at most. */
    void await(Duration timeout) {
        try {
            requested.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            request();
        }
    }
}
