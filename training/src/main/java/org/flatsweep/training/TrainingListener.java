package org.flatsweep.training;

import java.util.Map;
import java.util.Optional;

/** Follows a training; called on the thread that trains. */
public interface TrainingListener {

    /** Called once before the first step: {@code epoch} epochs are done already, 0 from scratch. */
    void resumed(int epoch);

    /**
     * Called after every epoch, once its checkpoint is safe on disk.
     *
     * @param epoch from 1
     * @param metrics finite values by name
     */
    void epochCompleted(int epoch, Map<String, Double> metrics, Optional<Checkpoint> checkpoint);

    /** Asked before every training step and evaluation batch; true ends in {@link TrainingStoppedException}. */
    boolean stopRequested();
}
