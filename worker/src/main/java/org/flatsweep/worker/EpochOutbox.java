package org.flatsweep.worker;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.flatsweep.training.Checkpoint;
import tools.jackson.databind.json.JsonMapper;

/**
 * Delivers the epochs of one attempt in their order from a thread of its own, so that training goes on while the
 * database cannot be reached. So many wait in memory; those after them wait in a file.
 */
final class EpochOutbox implements AutoCloseable {

    /** A completed epoch. */
    record Epoch(int epoch, Map<String, Double> metrics, Optional<Checkpoint> checkpoint) {}

    private static final JsonMapper JSON = new JsonMapper();

    private final Consumer<Epoch> delivery;
    private final int capacity;
    private final Path file;
    private final Deque<Epoch> waiting = new ArrayDeque<>();
    private final Thread thread;
    private BufferedWriter spilled;
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

    /** Returns at once. */
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
                spilled = Files.newBufferedWriter(file);
            }
            spilled.write(JSON.writeValueAsString(epoch));
            spilled.newLine();
            spilled.flush();
            inFile++;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep an epoch's metrics in " + file, e);
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

    private void discardFile() throws IOException {
        try (BufferedReader reader = unspilled; BufferedWriter writer = spilled) {
            unspilled = null;
            spilled = null;
        }
        Files.deleteIfExists(file);
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
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        }
    }
}
