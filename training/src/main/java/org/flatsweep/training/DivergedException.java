package org.flatsweep.training;

/** The loss or its gradient became infinite or not a number. */
public final class DivergedException extends RuntimeException {

    private final long step;
    private final int epoch;
    private final double loss;

    DivergedException(long step, int epoch, double loss, String what) {
        super("diverged in epoch %d at step %d: %s (loss %s)".formatted(epoch, step, what, loss));
        this.step = step;
        this.epoch = epoch;
        this.loss = loss;
    }

    /** Steps of the whole training, from 1. */
    public long step() {
        return step;
    }

    public int epoch() {
        return epoch;
    }

    public double loss() {
        return loss;
    }
}
