package org.flatsweep.api.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.flatsweep.api.limit.Places;
import org.flatsweep.api.problem.Problem;
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

    private final Places places = new Places(AT_A_TIME, "exports are going on", Duration.ofSeconds(30));
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
     * @throws Problem 429 if too many are going on
     * @throws IOException that {@code reading} threw, or that an {@link UncheckedIOException} of its brought
     */
    public void read(Reading reading) throws IOException {
        try {
            places.take(() -> {
                snapshot.executeWithoutResult(transaction -> run(reading));
                return null;
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
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
