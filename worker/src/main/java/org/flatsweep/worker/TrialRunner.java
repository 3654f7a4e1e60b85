package org.flatsweep.worker;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.flatsweep.domain.AttemptEnd;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.domain.TrialState;
import org.flatsweep.training.BadConfigurationException;
import org.flatsweep.training.Checkpoint;
import org.flatsweep.training.CheckpointWriteException;
import org.flatsweep.training.Checkpoints;
import org.flatsweep.training.Trainer;
import org.flatsweep.training.TrainingListener;
import org.flatsweep.training.TrainingStoppedException;
import org.flatsweep.training.TrialResult;
import org.flatsweep.worker.EpochOutbox.Epoch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Trains one claimed trial and ends its attempt: with the result, with a failure, or by giving the trial back. */
@Component
class TrialRunner {

    private static final Logger LOG = LoggerFactory.getLogger(TrialRunner.class);
    private static final JsonMapper JSON = new JsonMapper();
    /** Some megabytes at most. */
    private static final int EPOCHS_IN_MEMORY = 1_000;
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(1);

    private final Trainer trainer;
    private final TrialQueue queue;
    private final TrialLogStore logs;
    private final Heartbeat heartbeat;
    private final StopSignal stop;
    private final WorkerMeters meters;
    private final AttemptSpans spans;
    private final WorkerSettings settings;
    private final RetryTemplate throughOutage;

    TrialRunner(Trainer trainer, TrialQueue queue, TrialLogStore logs, Heartbeat heartbeat, StopSignal stop,
            WorkerMeters meters, AttemptSpans spans, WorkerSettings settings) {
        this.trainer = trainer;
        this.queue = queue;
        this.logs = logs;
        this.heartbeat = heartbeat;
        this.stop = stop;
        this.meters = meters;
        this.spans = spans;
        this.settings = settings;
        this.throughOutage = OutageRetry.until(stop::graceOver);
    }

    /**
     * @return how the attempt ended; empty where that was decided elsewhere
     * @throws CheckpointWriteException after it has given the trial back, if the machine cannot keep checkpoints
     */
    Optional<AttemptEnd> run(ClaimedTrial trial) {
        Lease lease = heartbeat.keep(trial.fence());
        TrialLog log = new TrialLog(trial.fence(), LOG_INTERVAL, lines -> logs.add(trial.fence(), lines));
        try {
            LOG.info("begun by worker {} on {}", settings.workerId(), trainer.device());
            return Optional.of(train(trial, lease));
        } catch (LeaseLostException e) {
            meters.staleWrite();
            LOG.warn("ended from outside or given to another worker; stopped, its rows untouched");
            return Optional.empty();
        } finally {
            heartbeat.drop(lease);
            log.close();
        }
    }

    private AttemptEnd train(ClaimedTrial trial, Lease lease) {
        Checkpoints checkpoints = new Checkpoints(settings.checkpoints(), trial.fence().trialId(),
                trial.fence().attempt(), trial.checkpoint().attempt(), trial.checkpoint().epoch(),
                trial.checkpoint().step());
        Consumer<Epoch> delivery = epoch -> {
            throughOutage.invoke(() -> record(trial, epoch));
            epoch.checkpoint().ifPresent(checkpoints::recorded);
        };
        // Where retention finds it too if this process is killed.
        Path spill = checkpoints.directory().resolve("undelivered-attempt-%d.jsonl".formatted(trial.fence().attempt()));
        try (EpochOutbox outbox = new EpochOutbox(delivery, EPOCHS_IN_MEMORY, spill)) {
            return train(trial, lease, checkpoints, outbox);
        }
    }

    private AttemptEnd train(ClaimedTrial trial, Lease lease, Checkpoints checkpoints, EpochOutbox outbox) {
        try {
            TrialResult result = spans.part(trial, "train", () ->
                    trainer.train(read(trial.config()), checkpoints, new Progress(trial, lease, outbox)));
            spans.part(trial, "commit", () -> {
                outbox.flush();
                throughOutage.invoke(() -> queue.complete(trial.fence(), result));
            });
            LOG.info("succeeded, validation {}, test {}",
                    quality(result.validationAccuracy(), result.validationLoss()),
                    quality(result.testAccuracy(), result.testLoss()));
        } catch (TrainingStoppedException e) {
            return release(trial, lease, outbox, stop.requested() ? AttemptEnd.DRAINED : AttemptEnd.PAUSED,
                    e.checkpoint());
        } catch (LeaseLostException e) {
            throw e;
        } catch (CheckpointWriteException e) {
            // Nothing that the trial should answer for, and the next one would fail as well: this worker ends with it.
            release(trial, lease, outbox, AttemptEnd.DRAINED, Optional.empty());
            throw e;
        } catch (Throwable e) {
            // Errors too: whatever befell this attempt, the trial should not have to wait for its lease to expire.
            return fail(trial, outbox, e);
        }
        discard(checkpoints);
        return ended(AttemptEnd.SUCCEEDED);
    }

    private void record(ClaimedTrial trial, Epoch epoch) {
        queue.recordEpoch(trial.fence(), epoch.epoch(), epoch.metrics(), epoch.checkpoint());
    }

    private AttemptEnd release(ClaimedTrial trial, Lease lease, EpochOutbox outbox, AttemptEnd ended,
            Optional<Checkpoint> checkpoint) {
        if (lease.lost()) {
            throw new LeaseLostException(trial.fence());
        }
        outbox.flush();
        throughOutage.invoke(() -> queue.release(trial.fence(), ended, checkpoint));
        LOG.info("{}, given back{}", ended,
                checkpoint.map(c -> " at epoch %d, step %d".formatted(c.epoch() + 1, c.step())).orElse(""));
        return ended(ended);
    }

    private AttemptEnd fail(ClaimedTrial trial, EpochOutbox outbox, Throwable cause) {
        if (cause instanceof DataAccessException outage && OutageRetry.isOutage(outage)) {
            // Thrown once the grace of a stop is over: nothing that the trial should answer for.
            throw outage;
        }
        if (!outbox.failed()) {
            outbox.flush();
        }
        Failure failure = Failure.of(cause);
        LOG.error("{}, {}", failure.ended(), failure.message(),
                failure.ended() == AttemptEnd.ERROR ? cause : null);
        TrialState state =
                throughOutage.invoke(() -> queue.fail(trial.fence(), failure.ended(), failure.message()));
        LOG.info(state == TrialState.PENDING ? "queued for another attempt" : "failed for good");
        return ended(failure.ended());
    }

    private AttemptEnd ended(AttemptEnd how) {
        meters.attemptEnded(how);
        spans.ended(how);
        return how;
    }

    private static void discard(Checkpoints checkpoints) {
        try {
            checkpoints.deleteAll();
        } catch (RuntimeException e) {
            LOG.warn("its checkpoints remain: {}", e.getMessage());
        }
    }

    private static String quality(Optional<Double> accuracy, double loss) {
        return accuracy.map(fraction -> String.format(Locale.ROOT, "accuracy %.2f %%", 100 * fraction))
                .orElseGet(() -> String.format(Locale.ROOT, "loss %.2f nats", loss));
    }

    /** @throws BadConfigurationException if it is none that this version can read */
    static TrialConfig read(String config) {
        try {
            return TrialConfig.fromMap(JSON.readValue(config, new TypeReference<Map<String, Object>>() {}));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new BadConfigurationException(e.getMessage());
        }
    }

    /** Takes what the trainer reports to the database; a fenced-off write ends the training by its exception. */
    private final class Progress implements TrainingListener {

        private final ClaimedTrial trial;
        private final Lease lease;
        private final EpochOutbox outbox;

        Progress(ClaimedTrial trial, Lease lease, EpochOutbox outbox) {
            this.trial = trial;
            this.lease = lease;
            this.outbox = outbox;
        }

        @Override
        public void resumed(int epoch, int step) {
            throughOutage.invoke(() -> queue.resume(trial.fence(), epoch, step));
            LOG.info("training {}", epoch + step == 0
                    ? "from scratch" : "resumed after epoch %d and %d steps".formatted(epoch, step));
        }

        @Override
        public void epochCompleted(int epoch, Map<String, Double> metrics, Optional<Checkpoint> checkpoint) {
            outbox.add(new Epoch(epoch, metrics, checkpoint));
            meters.trained(metrics.get("images_per_second"));
            LOG.debug("epoch {}: {}", epoch, readable(metrics));
        }

        private static String readable(Map<String, Double> metrics) {
            return new TreeMap<>(metrics).entrySet().stream()
                    .map(metric -> String.format(Locale.ROOT, "%s %.4g", metric.getKey(), metric.getValue()))
                    .collect(joining(", "));
        }

        @Override
        public boolean stopRequested() {
            return stop.requested() || lease.lost() || lease.order() == Order.PAUSE;
        }
    }
}
