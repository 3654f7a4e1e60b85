package org.flatsweep.worker;

/** A write was fenced off: the trial has ended or belongs to a newer attempt, and nothing was changed. */
class LeaseLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LeaseLostException(Fence fence) {
        super("attempt %d no longer holds trial %d".formatted(fence.attempt(), fence.trialId()));
    }
}
