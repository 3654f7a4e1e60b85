package org.flatsweep.worker;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A migrated PostgreSQL server of a benchmark's own, as durable as that of {@code flatsweep up}; its data goes with it. */
final class BenchServer implements AutoCloseable {

    static final String USER = "postgres";
    static final String DATABASE = "postgres";

    private static final int TEND_SECONDS = 5;

    private final EmbeddedPostgres postgres;
    private final HikariDataSource pool;

    private final ScheduledExecutorService tender = Executors.newSingleThreadScheduledExecutor();

    private BenchServer(EmbeddedPostgres postgres, HikariDataSource pool) {
        this.postgres = postgres;
        this.pool = pool;
        // As the API does.
        tender.scheduleWithFixedDelay(
                () -> sql().sql("select tend_sweeps()").query(row -> {}), TEND_SECONDS, TEND_SECONDS, TimeUnit.SECONDS);
    }

    /** @param parent a directory on the disk to measure */
    static BenchServer start(Path parent, int connections) throws IOException {
        Path data = Files.createTempDirectory(Files.createDirectories(parent.toAbsolutePath()), "postgres-");
        EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setLocaleConfig("locale", "C")
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                // The library turns both off.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", Integer.toString(connections))
                .start();
        HikariDataSource pool = pool(postgres, 2);
        Flyway.configure().dataSource(pool).load().migrate();
        return new BenchServer(postgres, pool);
    }

    @Override
    public void close() throws IOException {
        tender.shutdownNow();
        pool.close();
        postgres.close();
    }

    int port() {
        return postgres.getPort();
    }

    JdbcClient sql() {
        return JdbcClient.create(pool);
    }

    HikariDataSource pool(int connections) {
        return pool(postgres, connections);
    }

    /** As a worker's. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(postgres.getJdbcUrl(USER, DATABASE) + "&options=-c%20enable_seqscan=off");
    }

    /** Leaves no work behind that would fall into the next measurement. */
    void settle() {
        sql().sql("vacuum analyze").update();
        sql().sql("checkpoint").update();
    }

    @Override
    public String toString() {
        return sql().sql("""
                        select 'PostgreSQL ' || current_setting('server_version') || ', fsync ' || current_setting('fsync')
                               || ', synchronous_commit ' || current_setting('synchronous_commit')
                               || ', shared_buffers ' || current_setting('shared_buffers')
                        """)
                .query(String.class)
                .single();
    }

    private static HikariDataSource pool(EmbeddedPostgres postgres, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.getJdbcUrl(USER, DATABASE));
        config.setMaximumPoolSize(connections);
        return new HikariDataSource(config);
    }
}
