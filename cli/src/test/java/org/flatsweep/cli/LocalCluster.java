package org.flatsweep.cli;

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
import java.util.Map;
import java.util.Optional;
import org.flatsweep.database.DatabaseAddress;
import org.flatsweep.database.DatabaseOwner;
import org.flatsweep.database.EmbeddedDatabase;

/** The built product in processes that a test may harm one by one: a PostgreSQL of its own, the API and workers. */
final class LocalCluster implements AutoCloseable {

    static final Duration LEASE = Duration.ofSeconds(3);

    private static final Duration HEARTBEAT = Duration.ofMillis(500);
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final Path directory;
    private final EmbeddedDatabase database;
    private final List<Process> processes = new ArrayList<>();
    private final List<Worker> workers = new ArrayList<>();
    private ApiClient api;

    private LocalCluster(Path directory) {
        this.directory = directory;
        this.database = EmbeddedDatabase.start(directory);
        // A test that is itself interrupted would else leave behind the workers that it had stopped by SIGSTOP.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** @param id both the worker's in the database and the application name of its connections */
    record Worker(String id, Process process) {

        boolean isAlive() {
            return process.isAlive();
        }

        void signal(String name) throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
        }
    }

    /** Database and API, once they answer; no worker yet. */
    static LocalCluster start(Path directory) throws IOException {
        LocalCluster cluster = new LocalCluster(directory);
        try {
            cluster.startApi();
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void startApi() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        api = new ApiClient(URI.create("http://127.0.0.1:" + port), Optional.empty());
        launch("api", "api", database.address().url(), Map.of(
                "FLATSWEEP_PORT", Integer.toString(port), "FLATSWEEP_TOKENS", "off"));
        await().atMost(START_LIMIT).until(api::isReady);
    }

    Worker startWorker() throws IOException {
        String id = "worker-" + (workers.size() + 1);
        Process process = launch("worker", id, database.address().url() + "?ApplicationName=" + id, Map.of(
                "FLATSWEEP_WORKER_ID", id,
                "FLATSWEEP_CHECKPOINTS", directory.resolve("checkpoints").toString(),
                "FLATSWEEP_DEVICE", "cpu",
                // With one the sums are always of the same terms in the same order: the same bits.
                "FLATSWEEP_THREADS", "1",
                "FLATSWEEP_LEASE", LEASE.toMillis() + "ms",
                "FLATSWEEP_HEARTBEAT", HEARTBEAT.toMillis() + "ms"));
        Worker worker = new Worker(id, process);
        workers.add(worker);
        return worker;
    }

    private Process launch(String module, String name, String databaseUrl, Map<String, String> settings)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(ChildProcess.javaExecutable(),
                "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "-jar", LocalFlatsweep.jar(module).toString());
        builder.environment().putAll(settings);
        builder.environment().put(DatabaseAddress.URL_VARIABLE, databaseUrl);
        builder.environment().put(DatabaseOwner.OWNED_VARIABLE, "true");
        builder.redirectErrorStream(true).redirectOutput(directory.resolve(name + ".log").toFile());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** Those that run, also while they are stopped by a signal. */
    List<Worker> workers() {
        return workers.stream().filter(Worker::isAlive).toList();
    }

    /** Of those that have ended. */
    List<Integer> exitCodesOfWorkers() {
        return workers.stream().filter(worker -> !worker.isAlive()).map(worker -> worker.process.exitValue()).toList();
    }

    void submit(String definition) {
        api.submit(definition, "application/yaml", Optional.empty());
    }

    SweepSummary sweep(long id) {
        return SweepSummary.of(api.read("sweeps/" + id));
    }

    /** PostgreSQL loses every connection and what it had not committed, stays away for a while, and recovers. */
    void crashDatabase(Duration outage) throws IOException, InterruptedException {
        String server = Files.readAllLines(directory.resolve("postgres").resolve("postmaster.pid")).get(0);
        // PostgreSQL's immediate shutdown.
        new ProcessBuilder("kill", "-QUIT", server).start().waitFor();
        Pause.of(outage);
        // It waits for its backends, and is not started again before it has ended.
        database.awaitEnd();
        database.restart();
    }

    /** The first column of what {@code sql} selects. */
    List<String> column(String sql) throws SQLException {
        return Query.column(database.address(), sql);
    }

    @Override
    public void close() {
        processes.forEach(process -> process.destroyForcibly().onExit().join());
        database.close();
    }
}
