package org.flatsweep.worker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A database with one sweep of 10,000 trials, number 1, as if all of it had been trained, and an API in front of it, for
 * as long as the command in the arguments takes.
 */
public final class FinishedSweep {

    private static final Path DIRECTORY = Path.of("bench", "target");
    private static final int CONNECTIONS = 40;
    private static final long START_SECONDS = 300;

    /** 10 × 10 × 10 configurations with 10 seeds. */
    private static final String DEFINITION = """
            name: ten thousand trials
            dataset: digits
            model: {name: wrn, depth: 10, width: 1}
            epochs: 10
            methods:
              - name: vsam
                grid:
                  rho: {from: 0.01, to: 0.5, steps: 10, scale: log}
                  sigma0: {from: 0.01, to: 1, steps: 10, scale: log}
                  sigma_lr: {from: 1e-4, to: 1e-1, steps: 10, scale: log}
            seeds: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
            """;

    private FinishedSweep() {}

    /** @param command what measures, with its arguments; FLATSWEEP_SERVER tells it where */
    public static void main(String[] command) throws IOException, InterruptedException {
        int status;
        try (BenchServer database = BenchServer.start(DIRECTORY, CONNECTIONS)) {
            int port = freePort();
            Process api = startApi(database, port);
            try {
                URI server = URI.create("http://127.0.0.1:" + port);
                awaitReady(server, api);
                submit(server);
                finish(database.sql());
                database.settle();
                System.out.printf("%s, %d processors%n", database, Runtime.getRuntime().availableProcessors());
                status = run(List.of(command), server);
            } finally {
                api.destroy();
                api.waitFor(START_SECONDS, TimeUnit.SECONDS);
            }
        }
        System.exit(status);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Process startApi(BenchServer database, int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("java", "-Xmx512m", "-XX:+UseSerialGC",
                "-jar", Path.of("api", "target", "flatsweep-api.jar").toString());
        builder.environment().put("DATABASE_URL", "postgresql://%s@127.0.0.1:%d/%s"
                .formatted(BenchServer.USER, database.port(), BenchServer.DATABASE));
        builder.environment().put("FLATSWEEP_PORT", Integer.toString(port));
        builder.environment().put("FLATSWEEP_TOKENS", "off");
        Path log = Files.createDirectories(DIRECTORY).resolve("finished-sweep-api.log");
        return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private static void awaitReady(URI server, Process api) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        HttpRequest question = HttpRequest.newBuilder(server.resolve("/readyz")).build();
        while (true) {
            try {
                if (HttpClient.newHttpClient().send(question, BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not yet.
            }
            if (!api.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("the API does not start; see bench/target/finished-sweep-api.log");
            }
            Thread.sleep(200);
        }
    }

    private static void submit(URI server) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/api/v1/sweeps"))
                .header("Content-Type", "application/yaml")
                .POST(BodyPublishers.ofString(DEFINITION))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        if (response.statusCode() != 201) {
            throw new IllegalStateException(response.body());
        }
    }

    /** As workers would have left it, in three statements: smooth in the hyperparameters, rough in the seed. */
    private static void finish(JdbcClient sql) {
        sql.sql("""
                update trial set state = 'SUCCEEDED', attempt = 1, epoch = epochs,
                                 started_at = now() - interval '1 minute', finished_at = now()
                """).update();
        sql.sql("""
                insert into attempt (trial_id, attempt, worker_id, started_at, ended_at, ended)
                select id, 1, 'bench', started_at, finished_at, 'SUCCEEDED' from trial
                """).update();
        sql.sql("""
                insert into result (trial_id, attempt, train_loss, validation_loss, validation_accuracy, test_loss,
                                    test_accuracy, train_seconds, provenance)
                select id, 1, 1 - accuracy, 1.1 - accuracy, accuracy + noise, 1.1 - accuracy, accuracy - noise, 60,
                       '{"device": "cpu"}'
                from (
                    select id, hashint8(id) / 2147483648.0 * 0.01 as noise,
                           0.96 - 0.02 * abs(log((config #>> '{hyperparameters,rho}')::numeric / 0.1))
                                - 0.02 * abs(log((config #>> '{hyperparameters,sigma0}')::numeric / 0.1)) as accuracy
                    from trial) fitted
                """).update();
        sql.sql("""
                insert into metric (trial_id, attempt, name, epoch, value)
                select t.id, 1, 'validation_accuracy', e, r.validation_accuracy * (1 - exp(-e / 2.0))
                from trial t join result r on r.trial_id = t.id, generate_series(1, t.epochs) e
                """).update();
    }

    private static int run(List<String> command, URI server) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("FLATSWEEP_SERVER", server.toString());
        return builder.start().waitFor();
    }
}
