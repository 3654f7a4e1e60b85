package org.flatsweep.training;

import java.util.SplittableRandom;

/** Independent random streams of a trial, each addressed by a counter, so that resuming needs no generator's state. */
enum RandomStream {
    /** Initial parameters; counter 0. */
    INITIALISATION,
    /** Order and augmentation of the training data; counted by epoch. */
    DATA,
    /** Gaussian perturbations; counted by step. */
    NOISE,
    /** Noise that is part of a task, the same in all passes of a step; counted by step. */
    TASK_NOISE,
    /** A task's noise in evaluation; counted by batch. */
    EVALUATION,
    /** Probes; counted by the vectors drawn for them, the same ones whenever a trial is probed. */
    PROBE;

    long seed(long trialSeed, long counter) {
        long stream = new SplittableRandom(trialSeed).nextLong() + ordinal();
        long position = new SplittableRandom(stream).nextLong() + counter;
        return new SplittableRandom(position).nextLong();
    }
}
