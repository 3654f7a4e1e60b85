package org.flatsweep.domain;

/** Why an attempt ended, and whether the trial deserves another one. */
public enum AttemptEnd {
    /** It delivered the trial's result. */
    SUCCEEDED(false),
    /** The trial was cancelled. */
    CANCELLED(false),
    /** The worker was asked to stop and gave the trial back; costs the trial nothing. */
    DRAINED(true),
    /** The trial or its sweep was paused; costs the trial nothing. */
    PAUSED(true),
    /** The worker's lease ran out: it died, hung or lost the database. */
    LEASE_EXPIRED(true),
    /** The worker's process died, in a native library say, and its supervisor told. */
    CRASHED(true),
    OUT_OF_MEMORY(true),
    /** An error nobody foresaw. */
    ERROR(true),
    /** The loss became infinite or not a number; another attempt would take the same steps. */
    DIVERGED(false),
    /** The configuration cannot be trained as written. */
    BAD_CONFIGURATION(false),
    /** The dataset's files are missing or damaged on the worker. */
    DATA_MISSING(true);

    private final boolean retryable;

    AttemptEnd(boolean retryable) {
        this.retryable = retryable;
    }

    public boolean retryable() {
        return retryable;
    }
}
