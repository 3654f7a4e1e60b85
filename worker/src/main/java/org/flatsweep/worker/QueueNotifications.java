package org.flatsweep.worker;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.stereotype.Component;

/** Waits for trials to arrive, on a connection of its own that listens to {@code flatsweep_queue}. */
@Component
class QueueNotifications implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueueNotifications.class);
    private static final String LISTEN = "listen flatsweep_queue";

    private final JdbcConnectionDetails database;
    private final StopSignal stop;
    private Connection connection;

    QueueNotifications(JdbcConnectionDetails database, StopSignal stop) {
        this.database = database;
        this.stop = stop;
    }

    /**
     * Returns when trials were queued since the last call, after {@code timeout}, or sooner for another reason: the
     * caller looks for itself.
     */
    void await(Duration timeout) {
        try {
            if (connection == null) {
                // What was queued before nobody told us.
                connection = listen();
            } else {
                connection.unwrap(PGConnection.class).getNotifications(Math.toIntExact(timeout.toMillis()));
            }
        } catch (SQLException e) {
            LOG.debug("no notifications, polling every {}: {}", timeout, e.getMessage());
            close();
            stop.await(timeout);
        }
    }

    private Connection listen() throws SQLException {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, database.getUsername());
        PGProperty.PASSWORD.set(properties, database.getPassword());
        PGProperty.CONNECT_TIMEOUT.set(properties, 3);
        PGProperty.SOCKET_TIMEOUT.set(properties, 10);
        // It only ever reads: a network that has gone silent would look like a queue to which nothing comes.
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.APPLICATION_NAME.set(properties, "flatsweep-worker-listen");
        Connection opened = DriverManager.getConnection(database.getJdbcUrl(), properties);
        try (Statement statement = opened.createStatement()) {
            statement.execute(LISTEN);
            return opened;
        } catch (SQLException e) {
            opened.close();
            throw e;
        }
    }

    @Override
    public void close() {
        try (Connection closing = connection) {
            connection = null;
        } catch (SQLException e) {
            LOG.debug("closing the listening connection: {}", e.getMessage());
        }
    }
}
