package org.flatsweep.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A server of a PostgreSQL that is installed here with its command line programs, which the embedded one lacks. */
final class InstalledPostgres implements AutoCloseable {

    private final Path programs;
    private final Path data;
    private final int port;

    private InstalledPostgres(Path programs, Path data, int port) {
        this.programs = programs;
        this.data = data;
        this.port = port;
    }

    /** Where the programs of a server from version 14 on are, by Debian's layout; the newest of several. */
    static Optional<Path> programs() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> directories = Files.list(versions)) {
            return directories
                    .filter(directory -> Integer.parseInt(directory.getFileName().toString()) >= 14)
                    .sorted(Comparator.comparing(
                            directory -> -Integer.parseInt(directory.getFileName().toString())))
                    .map(directory -> directory.resolve("bin"))
                    .filter(bin -> Stream.of("initdb", "pg_ctl", "pg_dump", "pg_restore")
                            .allMatch(program -> Files.isExecutable(bin.resolve(program))))
                    .findFirst();
        }
    }

    /** @param directory where its data goes, not there yet */
    static InstalledPostgres start(Path programs, Path directory) throws IOException, InterruptedException {
        InstalledPostgres server = new InstalledPostgres(programs, directory, freePort());
        server.runAsServer("initdb", "--pgdata=" + directory, "--username=postgres", "--auth=trust", "--no-sync");
        server.runAsServer("pg_ctl", "--pgdata=" + directory, "--wait", "--log=" + directory.resolve("log"),
                "--options=-c listen_addresses=localhost -c unix_socket_directories='' -p " + server.port, "start");
        return server;
    }

    /** As whom it is trusted; {@code postgres} is there from the beginning and may do everything. */
    DatabaseAddress address(String database, String user) {
        return new DatabaseAddress("jdbc:postgresql://localhost:%d/%s".formatted(port, database), user, "");
    }

    /** Runs one of PostgreSQL's programs on this server. */
    void run(String user, String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(programs.resolve(program).toString(),
                "--host=localhost", "--port=" + port, "--username=" + user));
        command.addAll(List.of(arguments));
        execute(command);
    }

    /** PostgreSQL refuses to run as root; in a user namespace it does not see that it is. */
    private void runAsServer(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        execute(command);
    }

    private void execute(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("postgres", ".out");
        try {
            // To a file: a server that pg_ctl leaves behind would hold a pipe open.
            int status = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start()
                    .waitFor();
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
