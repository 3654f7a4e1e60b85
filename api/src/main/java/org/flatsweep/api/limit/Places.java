package org.flatsweep.api.limit;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.flatsweep.api.problem.Problem;
import org.springframework.http.HttpStatus;

/** As much of one kind as may go on at a time on a node, where each holds something of which there is little. */
public final class Places {

    private final int most;
    private final String kind;
    private final Duration soon;
    private final Semaphore free;

    /**
     * @param kind what goes on, as it is said to those who find no place: {@code exports are going on}
     * @param soon after which to try again
     */
    public Places(int most, String kind, Duration soon) {
        this.most = most;
        this.kind = kind;
        this.soon = soon;
        this.free = new Semaphore(most);
    }

    /** What is done in a place. */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /**
     * @throws Problem 429 if all are taken
     * @throws E that {@code work} threw
     */
    public <T, E extends Exception> T take(Work<T, E> work) throws E {
        if (!free.tryAcquire()) {
            // Not 503, of which clients and alerts conclude that the API is ill.
            throw new Problem(HttpStatus.TOO_MANY_REQUESTS,
                    "%d %s here, the most allowed; try again later".formatted(most, kind)).retryAfter(soon);
        }
        try {
            return work.run();
        } finally {
            free.release();
        }
    }
}
