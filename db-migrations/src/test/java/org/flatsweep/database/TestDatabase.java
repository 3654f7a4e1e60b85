package org.flatsweep.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A migrated, empty database for a test class: register it as a static {@code @RegisterExtension} field.
 *
 * <p>The server is a container where there is a Docker engine and an embedded PostgreSQL elsewhere; the log says which.
 * It starts once a JVM, and each class gets a copy of a migrated template.
 */
public final class TestDatabase implements BeforeAllCallback {

    private static final Logger LOG = LoggerFactory.getLogger(TestDatabase.class);
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private DatabaseAddress address;

    @Override
    public void beforeAll(ExtensionContext context) {
        address();
    }

    /** Creates the database on first use, so that it may also be asked before JUnit's callback. */
    public synchronized DatabaseAddress address() {
        if (address == null) {
            address = Server.ADMIN.createDatabase("test_" + DATABASES.incrementAndGet(), "migrated");
        }
        return address;
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(address().jdbcUrl(), address().user(), address().password());
    }

    private record Admin(String jdbcUrl, String user, String password) {

        DatabaseAddress createDatabase(String name, String template) {
            try (Connection connection = DriverManager.getConnection(jdbcUrl, user, password);
                    Statement statement = connection.createStatement()) {
                statement.execute("create database %s template %s".formatted(name, template));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return new DatabaseAddress(jdbcUrl.replaceFirst("/[^/?]+(\\?.*)?$", "/" + name), user, password);
        }
    }

    /** Initialised when the first test asks, stopped when the JVM exits. */
    private static final class Server {

        static final Admin ADMIN = DockerClientFactory.instance().isDockerAvailable() ? container() : embedded();

        static {
            DatabaseAddress template = ADMIN.createDatabase("migrated", "template0");
            Flyway.configure()
                    .dataSource(template.jdbcUrl(), template.user(), template.password())
                    .load()
                    .migrate();
        }

        @SuppressWarnings("resource") // lives as long as the JVM; Testcontainers removes it
        private static Admin container() {
            PostgreSQLContainer container = new PostgreSQLContainer("postgres:18-alpine");
            container.start();
            LOG.info("tests run on PostgreSQL in a container: {}", container.getJdbcUrl());
            return new Admin(container.getJdbcUrl(), container.getUsername(), container.getPassword());
        }

        private static Admin embedded() {
            try {
                String jdbcUrl = EmbeddedPostgres.start().getJdbcUrl("postgres", "postgres");
                LOG.info("tests run on embedded PostgreSQL, no Docker engine here: {}", jdbcUrl);
                return new Admin(jdbcUrl.replaceFirst("\\?.*", ""), "postgres", "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
