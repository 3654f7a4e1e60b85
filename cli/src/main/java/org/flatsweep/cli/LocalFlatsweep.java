package org.flatsweep.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.flatsweep.database.DatabaseAddress;

/** Flatsweep on one machine: the database, embedded unless one is given, the API and local workers. */
final class LocalFlatsweep implements AutoCloseable {

    static final int DEFAULT_PORT = 8080;

    private static final Duration API_START_LIMIT = Duration.ofMinutes(2);
    private static final Duration PORT_PATIENCE = Duration.ofSeconds(10);
    private static final Duration API_STOP_PATIENCE = Duration.ofSeconds(10);

    /** Closed last to first: workers give their trials back while API and database still answer. */
    private final List<AutoCloseable> parts = new ArrayList<>();

    private final LocalOptions options;
    private final int port;
    /** The device of each. */
    private final List<String> workers;
    private final String tokens = tokens(System.getenv());
    private DatabaseAddress database;
    private ChildProcess api;
    private List<WorkerSupervisor> supervisors = List.of();
    private volatile boolean closed;

    private LocalFlatsweep(LocalOptions options, int port, List<String> workers) {
        this.options = options;
        this.port = port;
        this.workers = workers;
    }

    /**
     * Starts everything and returns once the API answers; Ctrl-C or SIGTERM from then on stops it in order.
     *
     * @param workers the device of each
     * @param external the database to use instead of an embedded one
     * @throws CommandFailedException if a part does not start; what had started is stopped
     */
    static LocalFlatsweep start(LocalOptions options, int port, List<String> workers, Optional<DatabaseAddress> external) {
        LocalFlatsweep flatsweep = new LocalFlatsweep(options, port, workers);
        Runtime.getRuntime().addShutdownHook(new Thread(flatsweep::interrupt, "flatsweep-shutdown"));
        try {
            flatsweep.startDatabase(external);
            flatsweep.startApi();
            flatsweep.startWorkers();
            return flatsweep;
        } catch (RuntimeException e) {
            flatsweep.close();
            throw e;
        }
    }

    ApiClient client() {
        return new ApiClient(URI.create("http://" + host() + ":" + port), ServerOption.token(System.getenv()));
    }

    private static String bind(Map<String, String> environment) {
        return environment.getOrDefault("FLATSWEEP_BIND", "127.0.0.1");
    }

    /** What others reach must ask for tokens; a single machine's user need not have one. */
    static String tokens(Map<String, String> environment) {
        return environment.getOrDefault("FLATSWEEP_TOKENS", isLoopback(bind(environment)) ? "off" : "required");
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new WrongUsageException("FLATSWEEP_BIND must be an address of this machine, such as 127.0.0.1, or"
                    + " 0.0.0.0 for all of them, not '%s'".formatted(host));
        }
    }

    /** Where this machine reaches the API, which may be bound to one address or to all. */
    private static String host() {
        String bind = bind(System.getenv());
        return bind.equals("0.0.0.0") || bind.equals("::") ? "127.0.0.1" : bind;
    }

    /** Returns when the API has ended, which it never does of its own accord. */
    void awaitEnd() throws InterruptedException {
        api.waitFor();
        if (!closed) {
            throw new CommandFailedException(api.obituary());
        }
    }

    String describe() {
        String psql = database.toString();
        if (!parts.isEmpty() && parts.get(0) instanceof DatabaseSupervisor) {
            psql += "  (psql \"$(cat %s)\")".formatted(options.dataDirectory().resolve("database-url"));
        }
        String parts = """
                Dashboard  http://%s:%d
                Database   %s
                Logs       %s""".formatted(host(), port, psql, logs());
        return tokens.equals("off") ? parts : parts + """

                Tokens     are asked for; the first: DATABASE_URL=… java -jar %s token admin""".formatted(jar("api"));
    }

    /** @throws CommandFailedException if no local worker runs or will ever be started again, or this stops */
    void requireWorkers() {
        if (closed || supervisors.stream().noneMatch(WorkerSupervisor::isActive)) {
            throw new CommandFailedException("no worker is left to train anything");
        }
    }

    /** Whether it stops, or has stopped: an API that no longer answers is then no failure. */
    boolean isClosed() {
        return closed;
    }

    private void interrupt() {
        if (!closed) {
            System.err.println("Stopping; running trials go back to the queue …");
            close();
        }
    }

    /** Stops workers first, then the API, then the database; does nothing the second time. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (int i = parts.size() - 1; i >= 0; i--) {
            try {
                parts.get(i).close();
            } catch (Exception e) {
                System.err.println("flatsweep: " + e.getMessage());
            }
        }
    }

    private synchronized void add(AutoCloseable part) {
        parts.add(part);
    }

    private void startDatabase(Optional<DatabaseAddress> external) {
        database = external.orElseGet(() -> {
            DatabaseSupervisor embedded = DatabaseSupervisor.start(options.dataDirectory());
            add(embedded);
            return embedded.address();
        });
    }

    private void startApi() {
        awaitFreePort();
        api = new ChildProcess.Specification(
                        "API",
                        jar("api"),
                        List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                        Map.of(
                                DatabaseAddress.URL_VARIABLE, database.url(),
                                "FLATSWEEP_PORT", Integer.toString(port),
                                "FLATSWEEP_TOKENS", tokens),
                        Optional.of(freshLog("api")))
                .start();
        add(() -> api.stop(API_STOP_PATIENCE));
        ApiClient client = client();
        Instant deadline = Instant.now().plus(API_START_LIMIT);
        while (!client.isReady()) {
            if (!api.isAlive()) {
                throw new CommandFailedException(api.obituary());
            }
            if (Instant.now().isAfter(deadline)) {
                throw new CommandFailedException("the API is not ready after %d s; see %s"
                        .formatted(API_START_LIMIT.toSeconds(), logs().resolve("api.log")));
            }
            Pause.of(Duration.ofMillis(100));
        }
    }

    private void startWorkers() {
        supervisors = IntStream.range(0, workers.size())
                .mapToObj(index -> WorkerSupervisor.start(
                        worker(index + 1, workers.get(index)), DeviceOptions.workerId(index, workers.size())))
                .toList();
        add(() -> supervisors.parallelStream().forEach(WorkerSupervisor::close));
    }

    private ChildProcess.Specification worker(int number, String device) {
        return new ChildProcess.Specification(
                "worker",
                jar("worker"),
                List.of("-XX:+UseSerialGC"),
                Map.of(
                        DatabaseAddress.URL_VARIABLE, database.url(),
                        "FLATSWEEP_DATASETS", options.datasets().toString(),
                        "FLATSWEEP_CHECKPOINTS", options.dataDirectory().resolve("checkpoints").toString(),
                        "FLATSWEEP_DEVICE", device,
                        "FLATSWEEP_THREADS", DeviceOptions.threads(workers.size())),
                Optional.of(freshLog("worker-" + number)));
    }

    /** Waits a little: the API of a killed run still holds the port for a moment. */
    private void awaitFreePort() {
        Instant deadline = Instant.now().plus(PORT_PATIENCE);
        while (!isFree(port)) {
            if (Instant.now().isAfter(deadline)) {
                throw new CommandFailedException("port %d is in use; choose another with --port".formatted(port));
            }
            Pause.of(Duration.ofMillis(100));
        }
    }

    /** The port asked for; else the usual one, or any free one where that is taken. */
    static int portOrAnyFree(LocalOptions options) {
        return options.port().orElseGet(() -> {
            if (isFree(DEFAULT_PORT)) {
                return DEFAULT_PORT;
            }
            try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return any.getLocalPort();
            } catch (IOException e) {
                throw new CommandFailedException("no free port; choose one with --port", e);
            }
        });
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The log of this run; the one of the run before stays beside it. */
    private Path freshLog(String name) {
        Path log = logs().resolve(name + ".log");
        try {
            Files.createDirectories(logs());
            if (Files.exists(log)) {
                Files.move(log, logs().resolve(name + ".previous.log"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new CommandFailedException("cannot write to " + logs(), e);
        }
        return log;
    }

    private Path logs() {
        return options.dataDirectory().resolve("logs");
    }

    /** @param module a folder of the installation; the launcher says where that is */
    static Path jar(String module) {
        return home().resolve(module).resolve("target").resolve("flatsweep-" + module + ".jar");
    }

    static Path home() {
        return Path.of(System.getProperty("flatsweep.home", ".")).toAbsolutePath().normalize();
    }
}
