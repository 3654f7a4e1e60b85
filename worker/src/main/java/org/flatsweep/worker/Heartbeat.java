package org.flatsweep.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Shows that this worker lives and renews the lease of its trial, from a thread of its own: a step may take long. Has the
 * worker stop where the schema has outgrown it.
 */
@Component
class Heartbeat implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    /** Often enough to be told from a thread that hangs, which takes minutes: a beat waits for the database that long. */
    private static final int TOUCH_SECONDS = 5;

    private final TrialQueue queue;
    private final WorkerRegistry registry;
    private final WorkerMeters meters;
    private final SchemaGate schema;
    private final StopSignal stop;
    private final WorkerSettings settings;
    private final AtomicReference<Lease> held = new AtomicReference<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "heartbeat"));
    private boolean failing;

    Heartbeat(TrialQueue queue, WorkerRegistry registry, WorkerMeters meters, SchemaGate schema, StopSignal stop,
            WorkerSettings settings) {
        this.queue = queue;
        this.registry = registry;
        this.meters = meters;
        this.schema = schema;
        this.stop = stop;
        this.settings = settings;
        if (settings.heartbeatFile() != null) {
            // From before the database is found, or a file that the process before this one left would tell of that one.
            thread.scheduleWithFixedDelay(this::touch, 0, TOUCH_SECONDS, TimeUnit.SECONDS);
        }
    }

    /**
     * Makes the worker known and begins to beat.
     *
     * @throws WorkerIdInUseException if another worker beats under this id
     */
    void start(String device) {
        registry.register(settings, Hostname.get(), device, meters.snapshot());
        long interval = settings.heartbeat().toMillis();
        thread.scheduleWithFixedDelay(this::beat, interval, interval, TimeUnit.MILLISECONDS);
    }

    /** Keeps the lease of the trial just claimed until {@link #drop}. */
    Lease keep(Fence fence) {
        Lease lease = new Lease(fence);
        held.set(lease);
        return lease;
    }

    void drop(Lease lease) {
        held.compareAndSet(lease, null);
    }

    /** The lease kept now, or null. */
    Lease held() {
        return held.get();
    }

    /** Beats no more, and says that it is on purpose. */
    void stop() {
        close();
        registry.stopped(settings.workerId());
    }

    private void beat() {
        try {
            // Before statements that may no longer fit it.
            schema.overtaken().ifPresent(stop::request);
            renew();
            registry.seen(settings.workerId(), meters.snapshot());
            if (failing) {
                LOG.info("heartbeat reaches the database again");
            }
            failing = false;
        } catch (WorkerIdInUseException e) {
            stop.request(e);
        } catch (Throwable e) {
            // The next beat is the retry; what left this method, for want of memory say, would end them all.
            if (!failing) {
                LOG.warn("heartbeat failed, the next may not: {}", OutageRetry.reason(e));
            }
            failing = true;
        }
    }

    /** For whoever sees this machine and not the database: an outage of that is no reason to stop the worker. */
    private void touch() {
        try {
            if (Files.notExists(settings.heartbeatFile())) {
                Files.createFile(settings.heartbeatFile());
            }
            Files.setLastModifiedTime(settings.heartbeatFile(), FileTime.from(Instant.now()));
        } catch (IOException e) {
            LOG.debug("cannot touch {}: {}", settings.heartbeatFile(), e.toString());
        }
    }

    private void renew() {
        Lease lease = held.get();
        if (lease == null || lease.lost()) {
            return;
        }
        try {
            lease.obey(queue.renew(lease.fence(), settings.lease()));
        } catch (LeaseLostException e) {
            lease.lose();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
