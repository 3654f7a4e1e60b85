package org.flatsweep.api.trial;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flatsweep.domain.AttemptEnd;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.Measure;
import org.flatsweep.domain.TrialState;
import org.jspecify.annotations.Nullable;

/**
 * A trial as the API shows it.
 *
 * @param number position in its sweep, from 0
 * @param measure what its model is judged by
 * @param attempt attempts begun
 * @param epoch epochs completed by the current attempt, out of {@code epochs}
 * @param workerId who trains it now; null unless it is running
 * @param pausedAt since when it waits for someone to resume it, or its worker is to give it back; null if not
 * @param priority before the trials of its sweep that have a lower one
 * @param retries times that people queued it again
 * @param reusedFrom the trial whose result and curve stand for its own; null if it was trained
 * @param failure why the latest attempt failed; null if it did not
 * @param attempts null in lists and events
 */
public record TrialView(
        long id,
        long sweepId,
        int number,
        String dataset,
        String model,
        String method,
        long seed,
        Map<String, Object> hyperparameters,
        String configurationHash,
        Measure measure,
        TrialState state,
        int attempt,
        int failures,
        int epoch,
        int epochs,
        @Nullable String workerId,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Instant pausedAt,
        int priority,
        int retries,
        @Nullable Long reusedFrom,
        @Nullable ResultView result,
        @Nullable FailureView failure,
        @Nullable List<AttemptView> attempts) {

    private static final Set<AttemptEnd> NO_FAILURE =
            Set.of(AttemptEnd.SUCCEEDED, AttemptEnd.CANCELLED, AttemptEnd.DRAINED, AttemptEnd.PAUSED);

    /**
     * Losses are means in nats an image; accuracies are fractions, null where the ELBO, minus the loss, is the measure.
     */
    public record ResultView(
            double trainLoss,
            double validationLoss,
            @Nullable Double validationAccuracy,
            double testLoss,
            @Nullable Double testAccuracy,
            double trainSeconds,
            Map<String, Object> provenance) {

        private static ResultView of(Result result) {
            return new ResultView(result.trainLoss, result.validationLoss, result.validationAccuracy, result.testLoss,
                    result.testAccuracy, result.trainSeconds, result.provenance);
        }
    }

    public record FailureView(AttemptEnd ended, @Nullable String message) {}

    /** @param ended why it ended; null while it runs */
    public record AttemptView(
            int attempt,
            String workerId,
            Instant startedAt,
            int resumedFromEpoch,
            @Nullable Instant endedAt,
            @Nullable AttemptEnd ended,
            @Nullable String message) {

        private static AttemptView of(Attempt attempt) {
            return new AttemptView(attempt.attempt, attempt.workerId, attempt.startedAt, attempt.resumedFromEpoch,
                    attempt.endedAt, attempt.ended, attempt.message);
        }
    }

    static TrialView withAttempts(Trial trial) {
        return of(trial, trial.attempts.stream().map(AttemptView::of).toList());
    }

    static TrialView withoutAttempts(Trial trial) {
        return of(trial, null);
    }

    private static TrialView of(Trial trial, @Nullable List<AttemptView> attempts) {
        FailureView failure = trial.attempts.stream()
                .filter(a -> a.attempt == trial.attempt && a.ended != null && !NO_FAILURE.contains(a.ended))
                .findFirst()
                .map(a -> new FailureView(a.ended, a.message))
                .orElse(null);
        return new TrialView(
                trial.id, trial.sweepId, trial.number, trial.dataset, trial.model, trial.method, trial.seed,
                ordered((Map<?, ?>) trial.config.get("hyperparameters")), trial.configurationHash,
                trial.measure, trial.state, trial.attempt, trial.failures, trial.epoch, trial.epochs, trial.workerId,
                trial.createdAt, trial.startedAt, trial.finishedAt,
                trial.pausedAt, trial.priority, trial.retries, trial.reusedFrom,
                trial.result == null ? null : ResultView.of(trial.result), failure, attempts);
    }

    /** In the order in which columns are listed, which jsonb does not keep. */
    private static Map<String, Object> ordered(Map<?, ?> hyperparameters) {
        Map<String, Object> ordered = new LinkedHashMap<>();
        for (Hyperparameter hyperparameter : Hyperparameter.values()) {
            if (hyperparameters.containsKey(hyperparameter.key())) {
                ordered.put(hyperparameter.key(), hyperparameters.get(hyperparameter.key()));
            }
        }
        return ordered;
    }
}
