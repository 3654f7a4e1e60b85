package org.flatsweep.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.flatsweep.training.Checkpoint;
import org.flatsweep.training.CheckpointWriteException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Delivers the epochs of one attempt in their order from a thread of its own, so that training goes on while the
 * database cannot be reached. So many wait in memory; those after them wait in a file.
 */
final class EpochOutbox implements AutoCloseable {

    /** A completed epoch. */
    record Epoch(int epoch, Map<String, Double> metrics, Optional<Checkpoint> checkpoint) {}

    private static final Logger LOG = LoggerFactory.getLogger(EpochOutbox.class);
    private static final JsonMapper JSON = new JsonMapper();

    private final Consumer<Epoch> delivery;
    private final int capacity;
    private final Path file;
    private final Deque<Epoch> waiting = new ArrayDeque<>();
    private final Thread thread;
    private OutputStream spilled;
    private BufferedReader unspilled;
    private int inFile;
    private boolean delivering;
    private boolean closed;
    private RuntimeException failure;

    /**
     * @param delivery throws only when it gives up for good; the epochs after that one are not delivered
     * @param capacity epochs in memory
     * @param file for the others, made when needed and deleted at the end
     */
    EpochOutbox(Consumer<Epoch> delivery, int capacity, Path file) {
        this.delivery = delivery;
        this.capacity = capacity;
        this.file = file;
        this.thread = new Thread(this::deliver, "outbox");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Returns at once.
     *
     * @throws CheckpointWriteException if the file cannot be written; what was added before is delivered all the same
     */
    synchronized void add(Epoch epoch) {
        if (failure != null) {
            throw failure;
        }
        if (inFile == 0 && waiting.size() < capacity) {
            waiting.add(epoch);
        } else {
            spill(epoch);
        }
        notifyAll();
    }

    /**
     * Returns once everything has been delivered.
     *
     * @throws RuntimeException as the delivery threw
     */
    synchronized void flush() {
        try {
            while (failure == null && (delivering || !waiting.isEmpty() || inFile > 0)) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while epochs were delivered", e);
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Whether the delivery has given up. */
    synchronized boolean failed() {
        return failure != null;
    }

    private void deliver() {
        try {
            for (Optional<Epoch> next = next(); next.isPresent(); next = next()) {
                delivery.accept(next.get());
            }
        } catch (RuntimeException e) {
            fail(e);
        } catch (Throwable e) {
            fail(new IllegalStateException("the epochs could not be delivered", e));
        }
    }

    private synchronized void fail(RuntimeException e) {
        failure = e;
        notifyAll();
    }

    /** Waits for it; empty once closed. */
    private synchronized Optional<Epoch> next() {
        delivering = false;
        notifyAll();
        try {
            while (!closed && waiting.isEmpty() && inFile == 0) {
                wait();
            }
        } catch (InterruptedException e) {
            return Optional.empty();
        }
        if (closed) {
            return Optional.empty();
        }
        delivering = true;
        return Optional.of(waiting.isEmpty() ? unspill() : waiting.remove());
    }

    private void spill(Epoch epoch) {
        try {
            if (spilled == null) {
                Files.createDirectories(file.getParent());
                // Without a buffer, which would be written again, to a disk that may still be full, when it is closed.
                spilled = Files.newOutputStream(file);
            }
            spilled.write((JSON.writeValueAsString(epoch) + "\n").getBytes(UTF_8));
            inFile++;
        } catch (IOException e) {
            throw new CheckpointWriteException(file, e);
        }
    }

    private Epoch unspill() {
        try {
            if (unspilled == null) {
                unspilled = Files.newBufferedReader(file);
            }
            Epoch epoch = JSON.readValue(unspilled.readLine(), Epoch.class);
            inFile--;
            if (inFile == 0) {
                discardFile();
            }
            return epoch;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read an epoch's metrics from " + file, e);
        }
    }

    /** What remains of it is no reason to fail an attempt. */
    private void discardFile() {
        try (BufferedReader reader = unspilled; OutputStream writer = spilled) {
            unspilled = null;
            spilled = null;
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} remains: {}", file, e.toString());
        }
    }

    /** Leaves undelivered what {@link #flush} did not wait for. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.interrupt();
        try {
            thread.join();
            discardFile();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
