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
    private boolean closing;

    private DatabaseSupervisor(EmbeddedDatabase database) {
        this.database = database;
    }

    /** @throws DatabaseUnavailableException if it does not start the first time */
    static DatabaseSupervisor start(Path directory) {
        DatabaseSupervisor supervisor = new DatabaseSupervisor(EmbeddedDatabase.start(directory));
        Thread thread = new Thread(supervisor::keepRunning, "database-supervisor");
        thread.setDaemon(true);
        thread.start();
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
                System.err.println("flatsweep: " + e.getMessage());
            }
        }
        return !closing;
    }

    @Override
    public synchronized void close() {
        closing = true;
        database.close();
    }
}
