package org.flatsweep.cli;

import java.nio.file.Path;
import org.flatsweep.database.DatabaseAddress;
import org.flatsweep.database.DatabaseUnavailableException;
import org.flatsweep.database.EmbeddedDatabase;

/**
 * Keeps the embedded database running: one that was killed is started again where it was, which is where the API and the
 * workers look for it until it answers.
 */
final class DatabaseSupervisor implements AutoCloseable {

    private final EmbeddedDatabase database;
    private final Thread thread = new Thread(this::keepRunning, "database-supervisor");
    private volatile boolean closing;

    private DatabaseSupervisor(EmbeddedDatabase database) {
        this.database = database;
    }

    /** @throws DatabaseUnavailableException if it does not start the first time */
    static DatabaseSupervisor start(Path directory) {
        DatabaseSupervisor supervisor = new DatabaseSupervisor(EmbeddedDatabase.start(directory));
        supervisor.thread.setDaemon(true);
        supervisor.thread.start();
        return supervisor;
    }

    DatabaseAddress address() {
        return database.address();
    }

    private void keepRunning() {
        RestartPause pause = new RestartPause();
        try {
            do {
                database.awaitEnd();
                pause.sleep();
            } while (startAgain());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean startAgain() {
        if (!closing) {
            System.err.println("flatsweep: PostgreSQL has ended and is started again; its log is " + database.log());
            try {
                database.restart();
            } catch (DatabaseUnavailableException e) {
                if (!closing) {
                    System.err.println("flatsweep: " + e.getMessage());
                }
            }
        }
        return !closing;
    }

    @Override
    public void close() {
        closing = true;
        // A restart may take a minute, and holds the monitor.
        thread.interrupt();
        synchronized (this) {
            database.close();
        }
    }
}
