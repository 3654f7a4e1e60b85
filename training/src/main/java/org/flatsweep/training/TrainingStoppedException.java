package org.flatsweep.training;

import java.util.Optional;

/** The listener asked for a stop; every step taken is in a checkpoint. */
public final class TrainingStoppedException extends RuntimeException {

    private final transient Optional<Checkpoint> checkpoint;

    TrainingStoppedException(int epoch, int step, Optional<Checkpoint> checkpoint) {
        super("stopped on request in epoch %d, after %d of its steps".formatted(epoch, step));
        this.checkpoint = checkpoint;
    }

    /** Of the moment of the stop; empty where no step was taken since the last checkpoint, or since resuming. */
    public Optional<Checkpoint> checkpoint() {
        return checkpoint;
    }
}
