package org.flatsweep.api.archive;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.flatsweep.domain.AttemptEnd;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.Measure;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.domain.TrialState;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code trials.ndjson}: a trial that is final, its attempts and its result.
 *
 * @param config of the definition, which that of the line equals
 * @param json the line, for what is stored as it stands
 */
record ArchivedTrial(
        int number,
        TrialConfig config,
        TrialState state,
        int failures,
        int retries,
        int epoch,
        boolean thinned,
        Instant createdAt,
        @Nullable Instant startedAt,
        Instant finishedAt,
        List<ArchivedAttempt> attempts,
        @Nullable ArchivedResult result,
        String json) {

    private static final int MAX_TEXT = 1 << 20;
    private static final Set<TrialState> FINAL = EnumSet.copyOf(
            Arrays.stream(TrialState.values()).filter(TrialState::isFinal).toList());
    private static final List<String> RESULT = List.of("result_attempt", "train_loss", "validation_loss",
            "validation_accuracy", "test_loss", "test_accuracy", "train_seconds", "provenance", "committed_at");

    record ArchivedAttempt(int attempt, String workerId, Instant startedAt, int resumedFromEpoch, Instant endedAt,
            AttemptEnd ended, @Nullable String message) {

        private static ArchivedAttempt read(Fields fields, int attempt, int epochs) {
            fields.requireNames("attempt", "worker_id", "started_at", "resumed_from_epoch", "ended_at", "ended", "message");
            return new ArchivedAttempt(
                    fields.integer("attempt", attempt, attempt),
                    fields.text("worker_id", 1, 200),
                    fields.time("started_at"),
                    fields.integer("resumed_from_epoch", 0, epochs),
                    fields.time("ended_at"),
                    fields.word("ended", AttemptEnd.class, List.of(AttemptEnd.values())),
                    fields.optional("message", name -> fields.text(name, 0, MAX_TEXT)));
        }
    }

    /** Accuracies are null where the model is judged by its ELBO. */
    record ArchivedResult(int attempt, double trainLoss, double validationLoss, @Nullable Double validationAccuracy,
            double testLoss, @Nullable Double testAccuracy, double trainSeconds, Instant committedAt) {

        private static ArchivedResult read(Fields fields, int attempts, Measure measure) {
            fields.map("provenance");
            return new ArchivedResult(
                    fields.integer("result_attempt", 0, attempts),
                    fields.real("train_loss"),
                    fields.real("validation_loss"),
                    accuracy(fields, "validation_accuracy", measure),
                    fields.real("test_loss"),
                    accuracy(fields, "test_accuracy", measure),
                    fields.real("train_seconds", 0, Double.MAX_VALUE, "must be a finite number ≥ 0"),
                    fields.time("committed_at"));
        }

        private static @Nullable Double accuracy(Fields fields, String name, Measure measure) {
            if (measure == Measure.ACCURACY) {
                return fields.real(name, 0, 1, "must be a number from 0 to 1");
            }
            if (!fields.isNull(name)) {
                throw fields.wrong(name, "must be null, as the model is judged by " + measure);
            }
            return null;
        }
    }

    /** @param expected the trial of the definition at that place */
    static ArchivedTrial read(Fields fields, String json, int number, TrialConfig expected) {
        fields.requireNames("number", "config", "configuration_hash", "identity", "state", "failures", "retries",
                "epoch", "thinned", "created_at", "started_at", "finished_at", "attempts", "result_attempt",
                "train_loss", "validation_loss", "validation_accuracy", "test_loss", "test_accuracy", "train_seconds",
                "provenance", "committed_at");
        fields.integer("number", number, number);
        requireConfig(fields, expected);
        TrialState state = fields.word("state", TrialState.class, FINAL);
        int epochs = expected.integer(Hyperparameter.EPOCHS);
        List<ArchivedAttempt> attempts = new ArrayList<>();
        for (Fields attempt : fields.objects("attempts")) {
            attempts.add(ArchivedAttempt.read(attempt, attempts.size() + 1, epochs));
        }
        return new ArchivedTrial(
                number,
                expected,
                state,
                fields.integer("failures", 0, Integer.MAX_VALUE),
                fields.integer("retries", 0, Integer.MAX_VALUE),
                fields.integer("epoch", 0, epochs),
                fields.flag("thinned"),
                fields.time("created_at"),
                fields.optional("started_at", fields::time),
                fields.time("finished_at"),
                attempts,
                result(fields, state, attempts.size(), expected.model().measure()),
                json);
    }

    private static void requireConfig(Fields fields, TrialConfig expected) {
        if (!isConfig(fields, expected)) {
            throw fields.wrong("config", "must be that of the definition's trial of this number, " + expected.toMap());
        }
        fields.requireWord("configuration_hash", expected.configurationHash(), ", the SHA-256 of config without its seed");
        fields.requireWord("identity", expected.identity(), ", the SHA-256 of config");
    }

    private static boolean isConfig(Fields fields, TrialConfig expected) {
        try {
            return TrialConfig.fromMap(fields.map("config")).equals(expected);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static @Nullable ArchivedResult result(Fields fields, TrialState state, int attempts, Measure measure) {
        if (state == TrialState.SUCCEEDED) {
            return ArchivedResult.read(fields, attempts, measure);
        }
        RESULT.stream().filter(name -> !fields.isNull(name)).findFirst().ifPresent(name -> {
            throw fields.wrong(name, "must be null, as the trial is " + state);
        });
        return null;
    }
}
