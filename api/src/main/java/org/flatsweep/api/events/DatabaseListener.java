package org.flatsweep.api.events;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hears of changes over a connection of its own, outside the pool, and hands them to the publisher in small batches.
 *
 * <p>What happens while the connection is lost is not told again: after each (re)connection clients get a reset.
 */
@Component
class DatabaseListener implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseListener.class);

    private static final Duration COALESCE = Duration.ofMillis(200);
    private static final Duration MAX_BACK_OFF = Duration.ofSeconds(10);

    private final JdbcConnectionDetails database;
    private final ChangePublisher publisher;
    private final EventStream stream;
    private final JsonMapper json;

    private CountDownLatch stop;
    private Thread thread;

    DatabaseListener(JdbcConnectionDetails database, ChangePublisher publisher, EventStream stream, JsonMapper json) {
        this.database = database;
        this.publisher = publisher;
        this.stream = stream;
        this.json = json;
    }

    @Override
    public void start() {
        stop = new CountDownLatch(1);
        thread = new Thread(this::listen, "database-listener");
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends the clients' streams too, which the web server would otherwise wait for. */
    @Override
    public void stop() {
        stop.countDown();
        stream.close();
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void listen() {
        Duration backOff = Duration.ofSeconds(1);
        while (!stopped(Duration.ZERO)) {
            try (Connection connection = connect()) {
                publisher.startHere();
                backOff = Duration.ofSeconds(1);
                while (!stopped(Duration.ZERO)) {
                    publisher.publish(nextBatch(connection.unwrap(PGConnection.class)));
                }
            } catch (SQLException | RuntimeException e) {
                // Whatever it was, clients that hear nothing must not believe that nothing happens.
                LOG.warn("no events for now, listening again in {} s: {}", backOff.toSeconds(), e.getMessage());
                stopped(backOff);
                backOff = backOff.multipliedBy(2).compareTo(MAX_BACK_OFF) < 0 ? backOff.multipliedBy(2) : MAX_BACK_OFF;
            }
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, database.getUsername());
        PGProperty.PASSWORD.set(properties, database.getPassword());
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        Connection connection = DriverManager.getConnection(database.getJdbcUrl(), properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen flatsweep_trial");
            statement.execute("listen flatsweep_sweep");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** What arrives within a moment of the first change; a trial that moves twice in it is read once. */
    private Set<Change> nextBatch(PGConnection connection) throws SQLException {
        Set<Change> batch = new LinkedHashSet<>();
        long end = System.nanoTime() + COALESCE.toNanos();
        for (long left = COALESCE.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            for (PGNotification notification : connection.getNotifications((int) left)) {
                batch.add(json.readValue(notification.getParameter(), Change.class));
            }
        }
        return batch;
    }

    private boolean stopped(Duration patience) {
        try {
            return stop.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
