package org.flatsweep.training;

/** The listener asked for a stop; the checkpoint of the last completed epoch remains. */
public final class TrainingStoppedException extends RuntimeException {

    TrainingStoppedException(int epoch) {
        super("stopped on request in epoch " + epoch);
    }
}
