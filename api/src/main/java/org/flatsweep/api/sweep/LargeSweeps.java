package org.flatsweep.api.sweep;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.domain.SweepDefinition;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Few sweeps of many trials are previewed or stored at a time for clients of a node, as each takes a processor for
 * seconds, and one that is stored a database connection for as long.
 */
@Component
class LargeSweeps {

    static final int AT_A_TIME = 2;

    /** With fewer a sweep costs what other requests do. */
    static final int TRIALS = 10_000;

    /** About what one takes. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Semaphore free = new Semaphore(AT_A_TIME);

    /**
     * @param work with the trials of {@code definition}
     * @throws Problem 429 if they are many and too many are worked on
     */
    <T> T admit(SweepDefinition definition, Supplier<T> work) {
        if (definition.sizeOfGrid() < TRIALS) {
            return work.get();
        }
        if (!free.tryAcquire()) {
            // Not 503, of which clients and alerts conclude that the API is ill.
            throw new Problem(HttpStatus.TOO_MANY_REQUESTS,
                    "%d sweeps of %d trials or more are previewed or stored here, the most allowed; try again later"
                            .formatted(AT_A_TIME, TRIALS)).retryAfter(SOON);
        }
        try {
            return work.get();
        } finally {
            free.release();
        }
    }
}
