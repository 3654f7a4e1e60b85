package org.flatsweep.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flatsweep.domain.AttemptEnd;
import org.flatsweep.training.Trainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.MDC.MDCCloseable;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Claims and trains one trial after another until told to stop, then gives the one in training back.
 *
 * <p>Spring stops it before it closes the connection pool.
 */
@Component
class WorkerLoop implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerLoop.class);

    /** With the last database work after it, less than the 20 s that a stop may take. */
    private static final Duration STEP_LIMIT = Duration.ofSeconds(12);

    /** What may be this machine's fault. */
    private static final Set<AttemptEnd> OF_THE_MACHINE =
            EnumSet.of(AttemptEnd.OUT_OF_MEMORY, AttemptEnd.ERROR, AttemptEnd.DATA_MISSING);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final SchemaGate schema;
    private final TrialQueue queue;
    private final QueueNotifications notifications;
    private final Heartbeat heartbeat;
    private final TrialRunner runner;
    private final AttemptSpans spans;
    private final Trainer trainer;
    private final StopSignal stop;
    private final CheckpointRetention retention;
    private final WorkerMeters meters;
    private final WorkerSettings settings;
    private final RetryTemplate throughOutage;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    /** Of {@link #OF_THE_MACHINE}. */
    private int failuresInARow;

    private Thread thread;

    WorkerLoop(SchemaGate schema, TrialQueue queue, QueueNotifications notifications, Heartbeat heartbeat,
            TrialRunner runner, AttemptSpans spans, Trainer trainer, StopSignal stop,
            CheckpointRetention retention, WorkerMeters meters, WorkerSettings settings) {
        this.schema = schema;
        this.queue = queue;
        this.notifications = notifications;
        this.heartbeat = heartbeat;
        this.runner = runner;
        this.spans = spans;
        this.trainer = trainer;
        this.stop = stop;
        this.retention = retention;
        this.meters = meters;
        this.settings = settings;
        this.throughOutage = OutageRetry.until(stop::requested);
    }

    private void run() {
        LOG.info("worker {} on {} (FLATSWEEP_DEVICE={}), datasets {}",
                settings.workerId(), trainer.device(), settings.device(), trainer.datasets());
        schema.await();
        if (!stop.requested()) {
            throughOutage.invoke(() -> heartbeat.start(trainer.device()));
            throughOutage.invoke(this::buryPredecessor);
        }
        Optional<Long> gpuBytes = trainer.gpuBytes();
        while (!stop.requested()) {
            throughOutage.invoke(retention::run);
            Instant asked = Instant.now();
            Optional<ClaimedTrial> trial = claim(new Capabilities(trainer.datasets(), gpuBytes));
            if (trial.isPresent()) {
                train(trial.get(), asked).ifPresent(this::leaveToOthers);
            } else {
                notifications.await(settings.poll());
            }
        }
    }

    private Optional<ClaimedTrial> claim(Capabilities machine) {
        AtomicBoolean again = new AtomicBoolean();
        return throughOutage.invoke(() -> {
            if (again.getAndSet(true)) {
                queue.releaseAll(settings.workerId());
            }
            return meters.timeClaim(() -> queue.claim(settings.workerId(), machine, settings.lease()));
        });
    }

    /** What fails here may not fail elsewhere, so the more attempts have in a row, the longer it waits for the next. */
    private void leaveToOthers(AttemptEnd end) {
        failuresInARow = OF_THE_MACHINE.contains(end) ? failuresInARow + 1 : 0;
        if (failuresInARow > 0) {
            Duration pause = settings.poll().multipliedBy(1L << Math.min(failuresInARow - 1, 10));
            stop.await(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        }
    }

    /** Logs as JSON have these as fields of their own, and the trial's log takes lines by them. */
    private Optional<AttemptEnd> train(ClaimedTrial trial, Instant asked) {
        Fence fence = trial.fence();
        try (MDCCloseable sweepId = MDC.putCloseable("sweep_id", Long.toString(trial.sweepId()));
                MDCCloseable trialId = MDC.putCloseable(TrialLog.TRIAL_ID, Long.toString(fence.trialId()));
                MDCCloseable attempt = MDC.putCloseable(TrialLog.ATTEMPT, Integer.toString(fence.attempt()))) {
            return spans.attempt(trial, asked, () -> runner.run(trial));
        }
    }

    /** Its trials need not wait for their leases to expire. */
    private void buryPredecessor() {
        if (settings.predecessor() != null) {
            int trials = queue.crashed(settings.workerId(), Failure.line(settings.predecessor()));
            LOG.warn("the process before this one died, {} trial{} taken from it: {}",
                    trials, trials == 1 ? "" : "s", settings.predecessor());
        }
    }

    @Override
    public synchronized void start() {
        thread = new Thread(() -> {
            // Closed by the thread that trains: native memory must not go while a step still computes in it.
            try (trainer) {
                run();
                stop.reason().ifPresentOrElse(end::completeExceptionally, () -> end.complete(null));
            } catch (Throwable e) {
                if (stop.requested() && OutageRetry.isOutage(e)) {
                    end.complete(null);
                } else {
                    end.completeExceptionally(e);
                }
            }
        }, "trials");
        thread.start();
    }

    @Override
    public synchronized void stop() {
        LOG.info("worker {} stops", settings.workerId());
        stop.request();
        try {
            thread.join(STEP_LIMIT.toMillis());
            releaseStuckTrial();
            heartbeat.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DataAccessException e) {
            LOG.warn("stopped without telling the database, leases will expire: {}", OutageRetry.reason(e));
        }
        thread = null;
    }

    /** A step may take longer than a stop may; the fence keeps out what it would still write. */
    private void releaseStuckTrial() {
        Lease lease = heartbeat.held();
        if (thread.isAlive() && lease != null) {
            LOG.warn("the training step takes longer than {}; giving trial {} back during it",
                    STEP_LIMIT, lease.fence().trialId());
            try {
                queue.release(lease.fence(), AttemptEnd.DRAINED, Optional.empty());
            } catch (LeaseLostException e) {
                LOG.warn("trial {} was no longer ours", lease.fence().trialId());
            }
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    /** Completes when the loop has ended, exceptionally if by an error or because the schema is newer than the worker. */
    CompletableFuture<Void> end() {
        return end;
    }
}
