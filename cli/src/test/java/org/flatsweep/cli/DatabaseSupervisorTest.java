package org.flatsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Stream;
import org.flatsweep.database.DatabaseAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseSupervisorTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    private DatabaseSupervisor supervisor;
    private DatabaseAddress address;

    @BeforeEach
    void start() throws SQLException {
        supervisor = DatabaseSupervisor.start(directory);
        address = supervisor.address();
        try (Connection connection = connect()) {
            connection.createStatement().execute("create table kept as select 42 as answer");
        }
    }

    @AfterEach
    void stop() {
        supervisor.close();
    }

    @Test
    void startsADatabaseThatWasKilledAgainEachTime() throws Exception {
        for (int time = 1; time <= 2; time++) {
            String killed = server();
            signal("KILL", killed);
            awaitAnother(killed);
        }
    }

    @Test
    void triesAgainUntilWhatTheKilledOneLeftBehindHasEnded() throws Exception {
        String killed = server();
        try (Connection connection = connect();
                ResultSet row = connection.createStatement().executeQuery("select pg_backend_pid()")) {
            row.next();
            String backend = row.getString(1);
            // Like one that is busy it does not notice that its server is gone, and keeps the next from the data.
            signal("STOP", backend);
            try {
                signal("KILL", killed);
                await().atMost(PATIENCE).until(() ->
                        Files.readString(directory.resolve("postgres.log")).contains("is still in use"));
            } finally {
                signal("CONT", backend);
            }
        }
        awaitAnother(killed);
    }

    @Test
    void leavesADatabaseThatIsClosedAlone() {
        supervisor.close();

        await().atMost(PATIENCE).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("database-supervisor")));
        assertThat(directory.resolve("postgres").resolve("postmaster.pid")).doesNotExist();
    }

    @Test
    void endsARestartThatTakesLongWhenItIsClosed() throws Exception {
        Path begun = directory.resolve("begun");
        Path interrupted = directory.resolve("interrupted");
        Path pgCtl;
        try (Stream<Path> binaries = Files.walk(directory.resolve("postgres-binaries"))) {
            pgCtl = binaries.filter(file -> file.endsWith("bin/pg_ctl")).findFirst().orElseThrow();
        }
        // A shell would not trap what it was started to ignore, as what runs in the background of another is.
        Files.writeString(pgCtl, """
                #!/usr/bin/env perl
                exit 0 unless $ARGV[0] eq 'restart';
                $SIG{INT} = sub { open(my $file, '>', '%s'); exit 1 };
                open(my $file, '>', '%s');
                sleep 1 while 1;
                """.formatted(interrupted, begun));
        signal("KILL", server());
        await().atMost(PATIENCE).until(() -> Files.exists(begun));

        supervisor.close();

        await().atMost(PATIENCE).until(() -> Files.exists(interrupted));
    }

    /** At the address of the first, with what was stored there. */
    private void awaitAnother(String server) {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            assertThat(Query.column(address, "select answer from kept")).containsExactly("42");
            assertThat(server()).isNotEqualTo(server);
        });
    }

    /** Its process id. */
    private String server() throws IOException {
        return Files.readAllLines(directory.resolve("postgres").resolve("postmaster.pid")).get(0);
    }

    private static void signal(String name, String process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, process).start().waitFor();
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
    }
}
