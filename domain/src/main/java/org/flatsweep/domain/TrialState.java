package org.flatsweep.domain;

/**
 * Where a trial stands. PostgreSQL holds the state; every move is one fenced SQL statement.
 *
 * <p>PENDING → RUNNING → SUCCEEDED, FAILED, CANCELLED or PRUNED; PENDING → CANCELLED; and RUNNING → PENDING when a
 * lease expires, a retryable failure has attempts left, or a worker drains.
 */
public enum TrialState {
    /** In the queue. */
    PENDING,
    /** Leased by a worker. */
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    /** Stopped early because it could no longer be among the best. */
    PRUNED;

    /** Whether no other state can follow. */
    public boolean isFinal() {
        return this != PENDING && this != RUNNING;
    }
}
