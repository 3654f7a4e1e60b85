package org.flatsweep.api.sweep;

/** Where a sweep stands, as its trials tell. */
public enum SweepState {
    /** Every trial waits in the queue. */
    PENDING,
    RUNNING,
    /** Every trial has reached a final state. */
    COMPLETED,
    CANCELLED
}
