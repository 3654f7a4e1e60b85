package org.flatsweep.cli;

import java.time.Duration;

/**
 * Keeps one worker process running: a crash, of its native libraries say, is followed by a new one under the same id,
 * which is told how the one before died and gives its trial back at once.
 */
final class WorkerSupervisor implements AutoCloseable {

    /** The worker's promise to give its trial back within 20 s, and some slack. */
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(25);

    /** A worker that would fail in the same way again. */
    static final int EXIT_BAD_SETTINGS = 2;

    private final ChildProcess.Specification specification;
    private final Thread thread = new Thread(this::keepRunning, "worker-supervisor");
    private volatile boolean closing;
    private volatile ChildProcess current;

    private WorkerSupervisor(ChildProcess.Specification specification) {
        this.specification = specification;
    }

    /** @param specification but for the worker's id */
    static WorkerSupervisor start(ChildProcess.Specification specification, String workerId) {
        WorkerSupervisor supervisor = new WorkerSupervisor(specification.with("FLATSWEEP_WORKER_ID", workerId));
        supervisor.current = supervisor.specification.start();
        supervisor.thread.setDaemon(true);
        supervisor.thread.start();
        return supervisor;
    }

    private void keepRunning() {
        RestartPause pause = new RestartPause();
        try {
            while (true) {
                int exitCode = current.waitFor();
                if (closing) {
                    return;
                }
                System.err.println("flatsweep: " + current.obituary());
                if (exitCode == EXIT_BAD_SETTINGS) {
                    System.err.println("flatsweep: this worker is not started again, as its settings are wrong");
                    return;
                }
                do {
                    pause.sleep();
                } while (!startAgain());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it could: there may be no memory for it just now, or its jar is being built. */
    private synchronized boolean startAgain() {
        if (closing) {
            return false;
        }
        try {
            current = specification.with("FLATSWEEP_PREDECESSOR", current.end()).start();
            return true;
        } catch (CommandFailedException e) {
            System.err.println("flatsweep: " + e.getMessage());
            return false;
        }
    }

    /** Whether a worker runs or will be started again. */
    boolean isActive() {
        return thread.isAlive();
    }

    /** Returns once no worker runs and none will be started. */
    void awaitEnd() throws InterruptedException {
        thread.join();
    }

    /** Lets the worker give its trial back to the queue, then ends it. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
        }
        current.stop(DRAIN_PATIENCE);
        // It may be in a pause between two starts.
        thread.interrupt();
    }
}
