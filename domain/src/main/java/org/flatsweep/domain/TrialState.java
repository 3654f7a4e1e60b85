package org.flatsweep.domain;

import java.util.Set;

/** Where a trial stands. PostgreSQL holds the state; every move is one fenced SQL statement. */
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

    public boolean isFinal() {
        return nextStates().isEmpty();
    }

    /** The legal moves. RUNNING returns to PENDING when its lease expires or a retryable failure has attempts left. */
    public Set<TrialState> nextStates() {
        return switch (this) {
            case PENDING -> Set.of(RUNNING, CANCELLED);
            case RUNNING -> Set.of(PENDING, SUCCEEDED, FAILED, CANCELLED, PRUNED);
            case SUCCEEDED, FAILED, CANCELLED, PRUNED -> Set.of();
        };
    }
}
