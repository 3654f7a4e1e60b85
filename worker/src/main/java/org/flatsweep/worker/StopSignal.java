package org.flatsweep.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Whether this worker has been asked to stop, and how long database work may still be repeated after that. */
@Component
class StopSignal {

    private static final Duration GRACE = Duration.ofSeconds(6);

    private final CountDownLatch requested = new CountDownLatch(1);
    private volatile long requestedAt;

    void request() {
        requestedAt = System.nanoTime();
        requested.countDown();
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
