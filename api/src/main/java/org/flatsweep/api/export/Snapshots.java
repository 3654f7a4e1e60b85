package org.flatsweep.api.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;
import org.flatsweep.api.problem.Problem;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads of one moment that last as long as a client takes their rows. Few go on at a time, as each holds a database
 * connection.
 */
@Component
public class Snapshots {

    /** Rows that the driver reads from its cursor at a time. */
    public static final int FETCH_SIZE = 1_000;

    static final int AT_A_TIME = 4;

    private final Semaphore free = new Semaphore(AT_A_TIME);
    private final TransactionTemplate snapshot;

    Snapshots(PlatformTransactionManager transactions) {
        snapshot = new TransactionTemplate(transactions);
        snapshot.setReadOnly(true);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /** What is read, and written elsewhere. */
    @FunctionalInterface
    public interface Reading {
        void run() throws IOException;
    }

    /**
     * Queries in {@code reading} all see the database as it was at the first.
     *
     * @throws Problem 503 if too many are going on
     * @throws IOException that {@code reading} threw, or that an {@link UncheckedIOException} of its brought
     */
    public void read(Reading reading) throws IOException {
        if (!free.tryAcquire()) {
            throw new Problem(HttpStatus.SERVICE_UNAVAILABLE,
                    "%d exports are going on here, the most allowed; try again when one has ended".formatted(AT_A_TIME));
        }
        try {
            snapshot.executeWithoutResult(transaction -> run(reading));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            free.release();
        }
    }

    private static void run(Reading reading) {
        try {
            reading.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
