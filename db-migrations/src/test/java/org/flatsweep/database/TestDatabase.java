package org.flatsweep.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
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

    /** Of nodes of the API, of workers, of people who read results, and of what scales workers. */
    public static final String API = "flatsweep_api";
    public static final String WORKER = "flatsweep_worker";
    public static final String READER = "flatsweep_reader";
    public static final String SCALER = "flatsweep_scaler";

    private static final Logger LOG = LoggerFactory.getLogger(TestDatabase.class);
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final String MEMBER = "_member";

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

    /** As a member of one of the roles that the migrations make, who may do there what that role may. */
    public DatabaseAddress as(String role) {
        return new DatabaseAddress(address().jdbcUrl(), role + MEMBER, role);
    }

    /** As the owner of everything. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(address().jdbcUrl(), address().user(), address().password());
    }

    /** Whatever adds a row to the table fails as it does where the disk is full, until this is closed. */
    public FullDisk fullDisk(String table) {
        execute("""
                create function refuse() returns trigger language plpgsql as $$
                begin
                    raise disk_full using message = 'could not extend file: No space left on device';
                end
                $$;
                create trigger full_disk before insert on %s execute function refuse()
                """.formatted(table));
        return () -> execute("drop function refuse() cascade");
    }

    public interface FullDisk extends AutoCloseable {

        @Override
        void close();
    }

    private void execute(String sql) {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Admin(String jdbcUrl, String user, String password) {

        DatabaseAddress createDatabase(String name, String template) {
            execute("create database %s template %s".formatted(name, template));
            return new DatabaseAddress(jdbcUrl.replaceFirst("/[^/?]+(\\?.*)?$", "/" + name), user, password);
        }

        void createMember(String role) {
            execute("create role %1$s%2$s login password '%1$s' in role %1$s".formatted(role, MEMBER));
        }

        private void execute(String sql) {
            try (Connection connection = DriverManager.getConnection(jdbcUrl, user, password);
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
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
            List.of(API, WORKER, READER, SCALER).forEach(ADMIN::createMember);
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
