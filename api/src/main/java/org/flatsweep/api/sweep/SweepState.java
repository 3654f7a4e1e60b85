package org.flatsweep.api.sweep;

/** Where a sweep stands, as its trials tell. */
public enum SweepState {
    /** Every trial waits in the queue. */
    PENDING,
    RUNNING,
    /** None of its trials begins; running ones are given back. */
    PAUSED,
    /** Every trial has reached a final state. */
    COMPLETED,
    CANCELLED
}
