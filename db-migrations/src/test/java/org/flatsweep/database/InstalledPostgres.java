package org.flatsweep.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server of a PostgreSQL that is installed here with its command line programs, which the embedded one lacks. */
final class InstalledPostgres implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(InstalledPostgres.class);

    private final Path programs;
    private final Path data;
    private final int port;

    private InstalledPostgres(Path programs, Path data, int port) {
        this.programs = programs;
        this.data = data;
        this.port = port;
    }

    /**
     * Skips the test, and says so, where no server from version 15 on is installed.
     *
     * @param what it tests
     * @return where the programs are
     */
    static Path programsToTest(String what) throws IOException {
        Optional<Path> programs = programs();
        if (programs.isEmpty()) {
            LOG.error("NOT TESTED: {}, as no programs and server of PostgreSQL 15 or later are under"
                    + " /usr/lib/postgresql; 'apt-get install postgresql' brings them", what);
        }
        Assumptions.assumeTrue(programs.isPresent(), "PostgreSQL's programs and server are installed");
        return programs.get();
    }

    /** By Debian's layout; the newest of several. */
    private static Optional<Path> programs() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> directories = Files.list(versions)) {
            return directories
                    .filter(directory -> Integer.parseInt(directory.getFileName().toString()) >= 15)
                    .sorted(Comparator.comparing(
                            directory -> -Integer.parseInt(directory.getFileName().toString())))
                    .map(directory -> directory.resolve("bin"))
                    .filter(bin -> Stream.of("initdb", "pg_ctl", "pg_dump", "pg_restore", "psql")
                            .allMatch(program -> Files.isExecutable(bin.resolve(program))))
                    .findFirst();
        }
    }

    /** @param directory where its data goes, not there yet */
    static InstalledPostgres start(Path programs, Path directory) throws IOException, InterruptedException {
        InstalledPostgres server = new InstalledPostgres(programs, directory, freePort());
        server.runAsServer("initdb", "--pgdata=" + directory, "--username=postgres", "--no-sync");
        // Before the first start: a running server takes such a file at a moment of its own.
        Files.writeString(directory.resolve("pg_hba.conf"), """
                host all postgres,flatsweep all trust
                host all all all scram-sha-256
                """);
        server.runAsServer("pg_ctl", "--pgdata=" + directory, "--wait", "--log=" + directory.resolve("log"),
                "--options=-c listen_addresses=localhost -c unix_socket_directories='' -p " + server.port, "start");
        return server;
    }

    /**
     * Without a password, which is asked of all but {@code flatsweep} and {@code postgres}, who is there from the
     * beginning and may do everything.
     */
    DatabaseAddress address(String database, String user) {
        return new DatabaseAddress("jdbc:postgresql://localhost:%d/%s".formatted(port, database), user, "");
    }

    /** Runs one of PostgreSQL's programs on this server. */
    void run(String user, String program, String... arguments) throws IOException, InterruptedException {
        run(Map.of(), user, program, arguments);
    }

    void run(Map<String, String> environment, String user, String program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(programs.resolve(program).toString(),
                "--host=localhost", "--port=" + port, "--username=" + user));
        command.addAll(List.of(arguments));
        execute(command, environment);
    }

    /** PostgreSQL refuses to run as root; in a user namespace it does not see that it is. */
    private void runAsServer(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        execute(command, Map.of());
    }

    private void execute(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("postgres", ".out");
        try {
            // To a file: a server that pg_ctl leaves behind would hold a pipe open.
            ProcessBuilder program =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            program.environment().putAll(environment);
            int status = program.start().waitFor();
            if (status != 0) {
                throw new IOException("%s: exit status %d: %s".formatted(command, status, Files.readString(output)));
            }
        } finally {
            Files.delete(output);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        runAsServer("pg_ctl", "--pgdata=" + data, "--mode=immediate", "--wait", "stop");
    }
}
