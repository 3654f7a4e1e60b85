package org.flatsweep.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flatsweep.database.DatabaseAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The built product as its user runs it: the command, an embedded database, the API's jar and the worker's. */
class FirstLightIT {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int TRIALS = 8;
    private static final int EPOCHS = 4;

    private static final String DEFINITION = """
            name: first light
            dataset: {name: digits, resolution: 16}
            model: {name: wrn, depth: 10, width: 1}
            epochs: %d
            batch_size: 64
            methods: [sgd, sam, rsam, vsam]
            seeds: [0, 1]
            """.formatted(EPOCHS);

    @TempDir
    private Path directory;

    private int port;
    private Process up;

    @BeforeEach
    void choosePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (up != null) {
            up.destroy();
            up.waitFor();
        }
    }

    @Test
    void losesAndDoublesNothingWhenItIsInterruptedAndKilled() throws Exception {
        Path definition = Files.writeString(directory.resolve("sweep.yaml"), DEFINITION);
        up = start("up", "--port", Integer.toString(port), "--data-dir", data().toString());
        awaitReady();
        assertThat(run("submit", definition.toString())).contains("Sweep 1 with " + TRIALS + " trials");

        await().atMost(PATIENCE).until(() -> count("trial where state = 'RUNNING' and epoch > 0") > 0);
        await().atMost(PATIENCE).until(() -> count("result") > 0 && count("trial where state = 'RUNNING'") > 0);
        List<String> before = column("select trial_id || ' ' || committed_at from result order by trial_id");
        // As by Ctrl-C; that signal itself is ignored by whatever a script starts in the background.
        signal("TERM");
        assertThat(data().resolve("postgres").resolve("postmaster.pid")).as("the database has stopped").doesNotExist();

        up = start("up", "--port", Integer.toString(port), "--data-dir", data().toString());
        awaitReady();
        assertThat(column("select trial_id || ' ' || committed_at from result order by trial_id")).containsAll(before);
        assertThat(count("attempt where ended = 'LEASE_EXPIRED'")).as("the interrupted trial was given back").isZero();
        await().atMost(PATIENCE).until(() -> count("trial where state = 'RUNNING' and epoch > 0") > 0);
        signal("KILL");
        ApiClient api = new ApiClient(URI.create("http://127.0.0.1:" + port), Optional.empty());
        await().atMost(PATIENCE).until(() -> !api.isReady());

        up = start("up", "--port", Integer.toString(port), "--data-dir", data().toString());
        awaitReady();
        assertThat(run("watch", "1")).contains(TRIALS + " of " + TRIALS + " trials ended");

        assertThat(column("select state from trial")).hasSize(TRIALS).containsOnly("SUCCEEDED");
        assertThat(count("result")).isEqualTo(TRIALS);
        assertThat(column("select trial_id || ' ' || committed_at from result order by trial_id")).containsAll(before);
        assertThat(column("select string_agg(epoch::text, ' ' order by epoch) from live_metric"
                + " where name = 'train_loss' group by trial_id")).containsOnly("1 2 3 4");
        assertThat(run("results", "1", "--format", "csv").lines().skip(1).map(line -> line.split(",")[3]))
                .containsExactly("SGD", "SAM", "RandomSAM", "VariationalSAM");
        assertThat(testAccuraciesOf(run("results", "1", "--format", "json"))).isEqualTo(
                column("select test_accuracy from results.best_config order by first_number").stream()
                        .map(Double::valueOf)
                        .toList());
        assertThatItCanBeReproduced(column(
                "select trial_id from attempt group by trial_id order by count(*) desc, trial_id limit 1").get(0));
    }

    @Test
    void goesOnWhereItsDatabaseIsKilled() throws Exception {
        Path definition = Files.writeString(directory.resolve("sweep.yaml"), """
                name: outage
                dataset: {name: digits, resolution: 16}
                model: {name: wrn, depth: 10, width: 1}
                epochs: %d
                batch_size: 64
                methods: [sgd]
                seeds: [0]
                """.formatted(EPOCHS));
        up = start("up", "--port", Integer.toString(port), "--data-dir", data().toString());
        awaitReady();
        run("submit", definition.toString());
        await().atMost(PATIENCE).until(() -> count("trial where state = 'RUNNING' and epoch > 0") > 0);

        String postgres = Files.readAllLines(data().resolve("postgres").resolve("postmaster.pid")).get(0);
        new ProcessBuilder("kill", "-KILL", postgres).start().waitFor();

        await().atMost(PATIENCE).ignoreExceptionsInstanceOf(SQLException.class).until(() -> count("result") == 1);
        assertThat(column("select ended from attempt")).as("the worker trained on").containsExactly("SUCCEEDED");
        awaitReady();
        assertThat(Files.readString(output(up))).contains("PostgreSQL has ended and is started again");
    }

    /** In one go what was trained in pieces: by the API's own command, and from its answer with one bit changed. */
    private void assertThatItCanBeReproduced(String trial) throws Exception {
        ApiClient api = new ApiClient(URI.create("http://127.0.0.1:" + port), Optional.empty());
        JsonNode answer = new JsonMapper().readTree(api.reproduction(Long.parseLong(trial)));

        Process same = start(List.of("sh", "-c", answer.get("command").asString()));
        assertThat(same.waitFor(PATIENCE.toSeconds(), SECONDS)).as("ends in time").isTrue();
        assertThat(Files.readString(output(same))).contains("epoch %1$d of %1$d".formatted(EPOCHS))
                .endsWith("the same bits\n");
        assertThat(same.exitValue()).isZero();

        ObjectNode expected = (ObjectNode) answer.get("expected");
        expected.put("test_loss", Math.nextUp(expected.get("test_loss").asDouble()));
        Path changed = Files.writeString(directory.resolve("changed.json"), answer.toString());
        Process different = start("reproduce", changed.toString());
        assertThat(different.waitFor(PATIENCE.toSeconds(), SECONDS)).as("ends in time").isTrue();
        assertThat(Files.readString(output(different))).endsWith("""
                not the same bits, which differ in test_loss
                Code, engine, machine and data are those recorded.
                """);
        assertThat(different.exitValue()).isEqualTo(1);
    }

    @Test
    void refusesADirectoryInUse() throws Exception {
        up = start("up", "--port", Integer.toString(port), "--data-dir", data().toString(), "--workers", "0");
        awaitReady();

        Process second = start("up", "--data-dir", data().toString());
        assertThat(second.waitFor()).isEqualTo(1);
        assertThat(Files.readString(output(second))).contains("another Flatsweep is running on " + data());
    }

    private static List<Double> testAccuraciesOf(String json) {
        List<Double> accuracies = new ArrayList<>();
        new JsonMapper().readTree(json).get("rows")
                .forEach(row -> accuracies.add(row.get("test_accuracy").asDouble()));
        return accuracies;
    }

    private Path data() {
        return directory.resolve("data");
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dflatsweep.home=" + LocalFlatsweep.home(),
                "-jar", LocalFlatsweep.jar("cli").toString()));
        command.addAll(List.of(arguments));
        return start(command);
    }

    private Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(LocalFlatsweep.home().toFile())
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("FLATSWEEP_THREADS", "1");
        builder.environment().put("FLATSWEEP_SERVER", "http://127.0.0.1:" + port);
        builder.environment().remove(DatabaseAddress.URL_VARIABLE);
        // With it the JVM itself says a line in the output.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Path output = Files.createTempFile(directory, "output", ".txt");
        Process process = builder.redirectOutput(output.toFile()).start();
        Files.move(output, output(process));
        return process;
    }

    private Path output(Process process) {
        return directory.resolve(process.pid() + ".txt");
    }

    private String run(String... arguments) throws Exception {
        Process process = start(arguments);
        assertThat(process.waitFor(PATIENCE.toSeconds(), SECONDS)).as("ends in time").isTrue();
        String output = Files.readString(output(process));
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(up.pid())).start().waitFor();
        up.waitFor();
    }

    private void awaitReady() {
        ApiClient api = new ApiClient(URI.create("http://127.0.0.1:" + port), Optional.empty());
        await().atMost(PATIENCE).until(() -> {
            assertThat(up.isAlive()).as(() -> read(output(up))).isTrue();
            return api.isReady() && Files.exists(data().resolve("database-url"));
        });
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private long count(String fromClause) throws SQLException, IOException {
        return Long.parseLong(column("select count(*) from " + fromClause).get(0));
    }

    private List<String> column(String sql) throws SQLException, IOException {
        return Query.column(
                DatabaseAddress.parse(Files.readString(data().resolve("database-url")).strip()), sql);
    }
}
