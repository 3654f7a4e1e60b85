package org.flatsweep.domain;

/**
 * Where a trial stands. PostgreSQL holds the state; every move is one fenced SQL statement.
 *
 * <p>PENDING → RUNNING → SUCCEEDED, FAILED, CANCELLED or PRUNED; PENDING → CANCELLED; RUNNING → PENDING when a lease
 * expires, a retryable failure has attempts left, a worker drains or the trial is paused; FAILED or CANCELLED → PENDING
 * on request. A result of the same configuration takes a new trial from PENDING to SUCCEEDED.
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

    /** Whether no other state follows of itself. */
    public boolean isFinal() {
        return this != PENDING && this != RUNNING;
    }
}
