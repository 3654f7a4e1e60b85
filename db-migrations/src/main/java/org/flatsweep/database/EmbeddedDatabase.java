package org.flatsweep.database;

import com.sun.security.auth.module.UnixSystem;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of our own with a persistent data directory, for machines without one.
 *
 * <p>One process owns it and the others connect to its {@link #address()}; when the owner closes it, it stops. While it
 * runs, {@code <directory>/database-url} holds the address, so that {@code psql "$(cat …)"} works. The directory is its
 * owner's alone: whoever could replace what lies in it would have us run a program of theirs.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    private static final String DATABASE = "flatsweep";
    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rwx------");
    private static final int STICKY = 01000;
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration ORPHAN_STOP_LIMIT = Duration.ofSeconds(30);

    private final Path home;
    private final EmbeddedPostgres postgres;
    private final DatabaseAddress address;
    private final Path addressFile;
    private final FileChannel lock;
    /** Empty where it ended before anybody could look. */
    private volatile Optional<ProcessHandle> server;

    private EmbeddedDatabase(
            Path home, EmbeddedPostgres postgres, DatabaseAddress address, Path addressFile, FileChannel lock)
            throws IOException {
        this.home = home;
        this.postgres = postgres;
        this.address = address;
        this.addressFile = addressFile;
        this.lock = lock;
        this.server = server(data(home));
    }

    /**
     * Starts the server, creating its data on the first use of {@code directory}.
     *
     * @throws DatabaseUnavailableException if another instance holds the directory, others share it, or PostgreSQL does
     *     not start there
     */
    public static EmbeddedDatabase start(Path directory) {
        Path home = directory.toAbsolutePath().normalize();
        FileChannel lock = null;
        try {
            Optional<String> open = Files.exists(home) ? Optional.of(permissions(home)) : Optional.empty();
            home = ownDirectory(home).toRealPath();
            sayIfClosed(home, open);
            lock = lock(home);
            Path data = data(home);
            stopOrphan(data);
            discardWhatOthersMayHaveReplaced(binaries(home));
            String password = password(passwordFile(home));
            Path ready = home.resolve("postgres-ready");
            if (!Files.exists(ready)) {
                // Killed on its first start, before anyone was given its address: nothing in it is of worth.
                deleteTree(data);
            }
            EmbeddedPostgres postgres = startPostgres(home, data, password);
            try {
                // The library opens it to everyone.
                ownDirectory(binaries(home));
                if (!Files.exists(ready)) {
                    createDatabase(postgres, password);
                    Files.createFile(ready);
                }
                DatabaseAddress address = new DatabaseAddress(
                        "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + DATABASE, DATABASE, password);
                Path addressFile = home.resolve("database-url");
                writePrivately(addressFile, address.url() + "\n");
                return new EmbeddedDatabase(home, postgres, address, addressFile, lock);
            } catch (IOException | SQLException | RuntimeException e) {
                postgres.close();
                throw e;
            }
        } catch (IOException | SQLException | RuntimeException e) {
            closeQuietly(lock);
            throw e instanceof DatabaseUnavailableException unavailable ? unavailable : unavailable(home, e);
        }
    }

    public DatabaseAddress address() {
        return address;
    }

    /** Where the server says what happens to it. */
    public Path log() {
        return log(home);
    }

    /** Returns within some seconds of the server's end, whoever or whatever ended it. */
    public void awaitEnd() {
        server.ifPresent(process -> process.onExit().join());
    }

    /**
     * After the server has ended, starts it on the same data and port: whoever has its address finds it there. One that
     * runs already is left to it, as it may have much to recover.
     *
     * @throws DatabaseUnavailableException if it does not start, or takes long to, or the thread is interrupted; where
     *     the server was killed, a connection may outlive it for the rest of a statement, and until then there is no
     *     other
     */
    public void restart() {
        Path data = data(home);
        try {
            try {
                if (ownServer(data).isEmpty()) {
                    refuseAnothersProcess(data);
                    pgCtlRestart(data, log());
                }
            } finally {
                // Also one that pg_ctl has not seen ready in time: to be waited for, not to be stopped half-way.
                server = ownServer(data);
            }
        } catch (IOException e) {
            throw new DatabaseUnavailableException(
                    "PostgreSQL does not start again (%s); its log is %s".formatted(e.getMessage(), log()), e);
        }
    }

    /** Stops the server after a fast shutdown; what was committed stays. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(addressFile);
            postgres.close();
        } catch (IOException e) {
            throw new DatabaseUnavailableException("PostgreSQL did not stop cleanly: " + e.getMessage(), e);
        } finally {
            closeQuietly(lock);
        }
    }

    private static EmbeddedPostgres startPostgres(Path home, Path data, String password) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                // The owner closes it after the processes that use it, not at some moment during the JVM's shutdown.
                .setRegisterShutdownHook(false)
                .setOverrideWorkingDirectory(binaries(home).toFile())
                .setPGStartupWait(START_LIMIT)
                // Whatever the shell's locale is, and will be after the next upgrade of the C library.
                .setLocaleConfig("locale", "C")
                // All of these are arguments of initdb. The library's own let every local user in without a password.
                .setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig("pwfile", passwordFile(home).toString())
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log(home).toFile()))
                .setConnectConfig("password", password)
                // The library turns both off, for tests that need not survive a crash.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    /** Such a one pg_ctl would stop, and PostgreSQL starts on no data that a living process is said to serve. */
    private static void refuseAnothersProcess(Path data) throws IOException {
        Optional<ProcessHandle> another = server(data);
        if (another.isPresent()) {
            throw new IOException(("%s names process %d, which is another program's; unless that is a PostgreSQL,"
                    + " delete it").formatted(pidFile(data), another.get().pid()));
        }
    }

    /** Unlike the library, which starts no server twice, and pg_ctl's start, it takes the port that the server had. */
    private static void pgCtlRestart(Path data, Path log) throws IOException {
        Path options = data.resolve("postmaster.opts");
        String server = Files.readString(options);
        int programEnd = server.indexOf(" \"");
        if (programEnd < 0) {
            throw new IOException(options + " does not say how it was started");
        }
        Path postgres = Path.of(server.substring(0, programEnd));
        List<String> command = new ArrayList<>(LinuxUtils.isUnshareAvailable() ? List.of("unshare", "-U") : List.of());
        command.addAll(List.of(postgres.resolveSibling("pg_ctl").toString(), "restart", "-D", data.toString(),
                "-w", "-t", Long.toString(START_LIMIT.toSeconds())));
        Process pgCtl = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            int status = pgCtl.waitFor();
            if (status != 0) {
                throw new IOException("pg_ctl ended with status " + status);
            }
        } catch (InterruptedException e) {
            // Takes the server that it starts with it.
            interrupt(pgCtl.pid());
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static Path data(Path home) {
        return home.resolve("postgres");
    }

    private static Path binaries(Path home) {
        return home.resolve("postgres-binaries");
    }

    private static Path passwordFile(Path home) {
        return home.resolve("database-password");
    }

    private static Path log(Path home) {
        return home.resolve("postgres.log");
    }

    private static Path pidFile(Path data) {
        return data.resolve("postmaster.pid");
    }

    /** What the data directory says is its server, which after a crash may long be another process. */
    private static Optional<ProcessHandle> server(Path data) throws IOException {
        try {
            return Files.readString(pidFile(data)).lines().findFirst()
                    .map(pid -> Long.parseLong(pid.strip()))
                    .flatMap(ProcessHandle::of);
        } catch (NoSuchFileException | NumberFormatException e) {
            // None, or what a full disk has left of one.
            return Optional.empty();
        }
    }

    /** The pid may be another's, even another PostgreSQL's; only the server of this data has it as an argument. */
    private static Optional<ProcessHandle> ownServer(Path data) throws IOException {
        List<String> serving = List.of("-D", data.toString());
        return server(data).filter(process -> process.info().arguments()
                .filter(arguments -> Collections.indexOfSubList(List.of(arguments), serving) >= 0)
                .isPresent());
    }

    /** SIGINT is PostgreSQL's fast shutdown; Java's own destroy() sends SIGTERM, which waits for every client. */
    private static Process interrupt(long process) throws IOException {
        return new ProcessBuilder("kill", "-INT", Long.toString(process)).start();
    }

    private static void createDatabase(EmbeddedPostgres postgres, String password) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create role " + DATABASE + " login password '" + password + "'");
            statement.execute("create database " + DATABASE + " owner " + DATABASE);
        }
    }

    /** Made so, or made so again where a umask, an earlier version or the library left it open to others. */
    private static Path ownDirectory(Path directory) throws IOException {
        Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
        // Where everyone may write, as in /tmp, is nobody's, whoever owns it; and it is not ours to close.
        boolean shared = ((int) Files.getAttribute(directory, "unix:mode") & STICKY) != 0;
        if (shared || !isOurs(directory)) {
            throw new DatabaseUnavailableException("%s is not yours alone, so others could have programs of theirs run"
                    .formatted(directory) + " as you from there; use a --data-dir of your own", null);
        }
        return Files.setPosixFilePermissions(directory, OWNER_ALONE);
    }

    /** Others may have read what lies there. */
    private static void sayIfClosed(Path directory, Optional<String> before) throws IOException {
        String now = permissions(directory);
        before.filter(permissions -> !permissions.equals(now)).ifPresent(permissions -> System.err.printf(
                "flatsweep: %s is now its owner's alone, %s instead of %s%n", directory, now, permissions));
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static boolean isOurs(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:uid") == (int) new UnixSystem().getUid();
    }

    /** They are unpacked anew where they do not lie. */
    private static void discardWhatOthersMayHaveReplaced(Path binaries) throws IOException {
        if (Files.exists(binaries)
                && !(isOurs(binaries) && OWNER_ALONE.containsAll(Files.getPosixFilePermissions(binaries)))) {
            deleteTree(binaries);
        }
    }

    private static FileChannel lock(Path home) throws IOException {
        Path file = home.resolve("lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // This JVM itself holds it: the same answer.
        }
        channel.close();
        throw new DatabaseUnavailableException(
                "another Flatsweep is running on %s; stop it, or give this one a --data-dir of its own".formatted(home),
                null);
    }

    /** A server whose owner was killed lives on with a port we would have to guess; its data is safe, so stop it. */
    private static void stopOrphan(Path data) throws IOException {
        ProcessHandle orphan = ownServer(data).orElse(null);
        if (orphan == null) {
            return;
        }
        try {
            interrupt(orphan.pid()).waitFor();
            orphan.onExit().get(ORPHAN_STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (Exception e) {
            throw new IOException("a PostgreSQL left over from an earlier run (process %d) does not stop"
                    .formatted(orphan.pid()), e);
        }
    }

    private static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static String password(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            writePrivately(file, HexFormat.of().formatHex(random));
        }
        return Files.readString(file).strip();
    }

    private static void writePrivately(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    private static DatabaseUnavailableException unavailable(Path home, Exception cause) {
        String advice = "root".equals(System.getProperty("user.name"))
                ? "PostgreSQL refuses to run as root; Flatsweep then starts it through 'unshare -U' (util-linux), which"
                        + " must be installed and allowed here. Otherwise run as another user"
                : "check that the directory is writable and its disk is not full";
        return new DatabaseUnavailableException(
                "PostgreSQL does not start on %s: %s. Its log is %s. %s, or set %s to a server of your own".formatted(
                        home, cause.getMessage(), log(home), advice, DatabaseAddress.URL_VARIABLE),
                cause);
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // The lock ends with the process at the latest.
        }
    }
}
