package org.flatsweep.api.sweep;

import java.util.Optional;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.Method;
import org.flatsweep.domain.TrialConfig;

/** Counts the trials of one dataset, model and method, which cost alike. */
final class TrialTally {

    record Kind(String dataset, String model, Method method) {

        static Kind of(TrialConfig trial) {
            return new Kind(trial.dataset().name(), trial.model().label(), trial.method());
        }
    }

    private final Method method;
    private final Optional<Double> secondsPerEpoch;
    private long trials;
    private long epochs;
    private long reused;
    private long reusedEpochs;

    /** @param secondsPerEpoch empty where no such trial ever succeeded */
    TrialTally(Method method, Optional<Double> secondsPerEpoch) {
        this.method = method;
        this.secondsPerEpoch = secondsPerEpoch;
    }

    void add(TrialConfig trial) {
        trials++;
        epochs += trial.integer(Hyperparameter.EPOCHS);
    }

    void reuse(TrialConfig trial) {
        reused++;
        reusedEpochs += trial.integer(Hyperparameter.EPOCHS);
    }

    Method method() {
        return method;
    }

    boolean everSucceeded() {
        return secondsPerEpoch.isPresent();
    }

    long trials() {
        return trials;
    }

    long reused() {
        return reused;
    }

    /** Of all its trials, trained one after the other. */
    Optional<Double> seconds() {
        return secondsPerEpoch.map(seconds -> seconds * epochs);
    }

    /** Of those that are not reused. */
    Optional<Double> secondsToTrain() {
        return secondsPerEpoch.map(seconds -> seconds * (epochs - reusedEpochs));
    }
}
