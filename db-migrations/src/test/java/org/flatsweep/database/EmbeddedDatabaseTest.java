package org.flatsweep.database;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedDatabaseTest {

    @TempDir
    private static Path sharedDirectory;

    private static EmbeddedDatabase shared;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startShared() {
        shared = EmbeddedDatabase.start(sharedDirectory);
    }

    @AfterAll
    static void stopShared() {
        shared.close();
    }

    @Test
    void keepsItsDataAcrossRestarts() throws SQLException {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
            execute(database.address(), "create table kept as select 42 as answer");
        }
        assertThat(directory.resolve("database-url")).doesNotExist();
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
            assertThat(query(database.address(), "select answer from kept")).isEqualTo("42");
        }
    }

    @Test
    void refusesADirectoryThatAnotherInstanceHolds() {
        assertThatExceptionOfType(DatabaseUnavailableException.class)
                .isThrownBy(() -> EmbeddedDatabase.start(sharedDirectory))
                .withMessageContaining("another Flatsweep is running on " + sharedDirectory)
                .withMessageContaining("--data-dir");
    }

    @Test
    void forcesCommitsToTheDisk() throws SQLException {
        assertThat(query(shared.address(), "show fsync")).isEqualTo("on");
        assertThat(query(shared.address(), "show synchronous_commit")).isEqualTo("on");
    }

    @Test
    void asksForAPassword() {
        for (String user : new String[] {"postgres", "flatsweep"}) {
            var stranger = new DatabaseAddress(shared.address().jdbcUrl(), user, "guess");
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> query(stranger, "select 1"))
                    .withMessageContaining("password authentication failed");
        }
    }

    @Test
    void keepsOthersOutOfItsDirectories() throws IOException {
        for (String own : List.of("", "postgres", "postgres-binaries")) {
            assertThat(permissions(sharedDirectory.resolve(own))).as(own).isEqualTo("rwx------");
        }
    }

    @Test
    void closesADirectoryThatWasLeftOpenAndSaysSoOnce() throws IOException {
        Path open = Files.createDirectory(directory.resolve("data"));
        allow(open, "rwxrwxrwx");

        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, UTF_8));
        try {
            EmbeddedDatabase.start(open).close();
            EmbeddedDatabase.start(open).close();
        } finally {
            System.setErr(before);
        }

        assertThat(permissions(open)).isEqualTo("rwx------");
        assertThat(said.toString(UTF_8).lines().filter(line -> line.startsWith("flatsweep: "))).containsExactly(
                "flatsweep: %s is now its owner's alone, rwx------ instead of rwxrwxrwx".formatted(open.toRealPath()));
    }

    @Test
    void discardsProgramsThatOthersMayHaveReplaced() throws IOException {
        Path program = binary("rwxrwxrwx");

        EmbeddedDatabase.start(directory).close();

        assertThat(program).doesNotExist();
    }

    @Test
    void keepsProgramsThatNobodyElseCouldReplace() throws IOException {
        Path program = binary("rwx------");

        EmbeddedDatabase.start(directory).close();

        assertThat(program).exists();
    }

    @Test
    void refusesADirectoryThatIsNotItsUsersAlone() throws IOException {
        Path shared = Files.createDirectory(directory.resolve("shared"));
        Files.setAttribute(shared, "unix:mode", 01777);

        assertThatExceptionOfType(DatabaseUnavailableException.class).isThrownBy(() -> EmbeddedDatabase.start(shared))
                .withMessageContaining(shared + " is not yours alone")
                .withMessageContaining("--data-dir");
        assertThat(shared).isEmptyDirectory();
    }

    @Test
    void refusesADirectoryOfAnotherUser() throws IOException {
        Path another = Files.createDirectory(directory.resolve("another"));
        assumeThatCode(() -> Files.setAttribute(another, "unix:uid", 12345))
                .as("only root can give a directory away").doesNotThrowAnyException();

        assertThatExceptionOfType(DatabaseUnavailableException.class).isThrownBy(() -> EmbeddedDatabase.start(another))
                .withMessageContaining(another + " is not yours alone");
        assertThat(another).isEmptyDirectory();
    }

    @Test
    void replacesTheServerThatAKilledOwnerLeftBehind() throws Exception {
        Process owner = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp", System.getProperty("java.class.path"), Owner.class.getName(), directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        DatabaseAddress left = DatabaseAddress.parse(owner.inputReader().readLine());
        owner.destroyForcibly().waitFor();
        assertThat(query(left, "select answer from kept")).as("the orphan serves on").isEqualTo("42");

        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
            assertThat(query(database.address(), "select answer from kept")).isEqualTo("42");
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> query(left, "select 1"));
        }
    }

    @Test
    void startsAgainWhereItWasAfterItsServerWasKilled() throws IOException, SQLException {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
            execute(database.address(), "create table kept as select 42 as answer");

            killServerOf(directory);
            database.awaitEnd();
            database.restart();

            assertThat(query(database.address(), "select answer from kept")).isEqualTo("42");
        }
        assertThat(directory.resolve("postgres").resolve("postmaster.pid")).as("closed, it has stopped").doesNotExist();
    }

    /** As after a restart that was given up while the server recovered. */
    @Test
    void leavesAServerThatRunsWhenItIsToBeRestarted() throws IOException {
        String pid = serverOf(sharedDirectory);

        shared.restart();

        assertThat(serverOf(sharedDirectory)).isEqualTo(pid);
    }

    @Test
    void stopsNoOtherProgramThatHasThePidOfItsServer() throws Exception {
        Process another = new ProcessBuilder("sleep", "600").start();
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
            killServerOf(directory);
            database.awaitEnd();
            pidFile(directory, another.pid() + "\n");

            assertThatExceptionOfType(DatabaseUnavailableException.class).isThrownBy(database::restart)
                    .withMessageContaining("names process " + another.pid());
            assertThat(another.isAlive()).isTrue();
            assertThat(serverOf(directory)).isEqualTo(Long.toString(another.pid()));

            another.destroyForcibly().waitFor();
            database.restart();
            assertThat(query(database.address(), "select 1")).isEqualTo("1");
        } finally {
            another.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "no number\n"})
    void saysThatItDoesNotStartAgainWhereFilesAreCutShort(String pid) throws IOException {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
            killServerOf(directory);
            database.awaitEnd();
            pidFile(directory, pid);
            Files.writeString(directory.resolve("postgres").resolve("postmaster.opts"), "");

            assertThatExceptionOfType(DatabaseUnavailableException.class).isThrownBy(database::restart)
                    .withMessageContaining("postmaster.opts does not say how it was started");
        }
    }

    @Test
    void startsAfreshWhereItsFirstStartWasCutShort() throws IOException, SQLException {
        Path data = Files.createDirectories(directory.resolve("postgres"));
        Files.writeString(data.resolve("PG_VERSION"), "18");
        Files.writeString(data.resolve("postgresql.conf"), "");

        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
            assertThat(query(database.address(), "select 1")).isEqualTo("1");
        }
    }

    @Test
    void saysWhereItIsWhileItRuns() throws IOException {
        assertThat(Files.readString(sharedDirectory.resolve("database-url")).strip())
                .isEqualTo(shared.address().url());
    }

    @Test
    void saysWhatToDoWhereItCannotStart() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatExceptionOfType(DatabaseUnavailableException.class).isThrownBy(() -> EmbeddedDatabase.start(file))
                .withMessageContaining(file.toString())
                .withMessageContaining("DATABASE_URL");
    }

    /** A process that owns a database until it is killed. */
    static final class Owner {

        public static void main(String[] arguments) throws Exception {
            EmbeddedDatabase database = EmbeddedDatabase.start(Path.of(arguments[0]));
            execute(database.address(), "create table kept as select 42 as answer");
            System.out.println(database.address().url());
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    /** Beside the server's, in a directory with these permissions. */
    private Path binary(String permissions) throws IOException {
        Path binaries = Files.createDirectory(directory.resolve("postgres-binaries"));
        allow(binaries, permissions);
        return Files.createFile(binaries.resolve("program"));
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /** Whatever the umask. */
    private static void allow(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static void killServerOf(Path directory) throws IOException {
        ProcessHandle.of(Long.parseLong(serverOf(directory))).orElseThrow().destroyForcibly();
    }

    /** Its process id. */
    private static String serverOf(Path directory) throws IOException {
        return Files.readAllLines(directory.resolve("postgres").resolve("postmaster.pid")).get(0);
    }

    private static void pidFile(Path directory, String text) throws IOException {
        Files.writeString(directory.resolve("postgres").resolve("postmaster.pid"), text);
    }

    private static void execute(DatabaseAddress address, String sql) throws SQLException {
        try (Connection connection = connect(address); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(DatabaseAddress address, String sql) throws SQLException {
        try (Connection connection = connect(address); Statement statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static Connection connect(DatabaseAddress address) throws SQLException {
        return DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
    }
}
