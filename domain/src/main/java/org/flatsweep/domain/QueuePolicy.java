package org.flatsweep.domain;

import java.util.Optional;

/**
 * How a sweep's trials are queued; nothing here changes their results.
 *
 * @param maxAttempts a trial fails for good after so many failed or lost attempts
 * @param priority of the sweeps that a worker could serve, those with the highest take turns
 * @param maxParallel trials that run at a time; empty for no limit
 * @param reuse whether a result of the same configuration in an earlier sweep stands for a trial's own
 * @param gpuBytes memory that a worker's CUDA device must have, 0 being any; empty where a CPU will do
 */
public record QueuePolicy(
        int maxAttempts, int priority, Optional<Integer> maxParallel, boolean reuse, Optional<Long> gpuBytes) {

    public static final int DEFAULT_MAX_ATTEMPTS = 3;

    /** Of priorities, in both directions. */
    public static final int MAX_PRIORITY = 1_000;
}
