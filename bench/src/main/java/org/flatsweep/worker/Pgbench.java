package org.flatsweep.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PostgreSQL's own benchmark program, for what commits cost that ask for nothing of a queue. */
final class Pgbench {

    private static final int ROWS = 100_000;
    /** Updates one row by its primary key. */
    static final String SINGLE_ROW = """
            \\set id random(1, %d)
            update single_row set value = value + 1 where id = :id;
            """.formatted(ROWS);
    private static final int WARM_UP_SECONDS = 2;
    private static final int LIMIT_SECONDS = 600;
    private static final Pattern PROGRESS = Pattern.compile("progress: [0-9.]+ s, ([0-9.]+) tps");

    private final BenchServer server;

    /** @throws IllegalStateException if the program is not there */
    Pgbench(BenchServer server) {
        this.server = server;
        start("pgbench", "--version");
        server.sql().sql("create table single_row (id integer primary key, value integer not null) with (fillfactor = 80)")
                .update();
        server.sql().sql("insert into single_row select n, 0 from generate_series(1, ?) n").param(ROWS).update();
        server.settle();
    }

    /**
     * Counts how often {@code script} is run in a second, for {@code seconds}, from when every client has connected and
     * is warm; its own limit on time counts from before that.
     *
     * @throws IllegalStateException if it failed
     */
    double perSecond(String script, int clients, int seconds) throws IOException {
        Path file = Files.createTempFile("pgbench", ".sql");
        try {
            Files.writeString(file, script);
            Process process = start(
                    "pgbench", "-h", "localhost", "-p", Integer.toString(server.port()), "-U", BenchServer.USER,
                    "-n", "-M", "prepared", "-f", file.toString(), "-c", Integer.toString(clients),
                    "-j", Integer.toString(Math.min(clients, Runtime.getRuntime().availableProcessors())),
                    "-T", Integer.toString(LIMIT_SECONDS), "-P", "1", BenchServer.DATABASE);
            try (BufferedReader output = process.inputReader()) {
                return mean(output, seconds);
            } finally {
                process.destroy();
            }
        } finally {
            Files.delete(file);
        }
    }

    private static double mean(BufferedReader output, int seconds) throws IOException {
        List<Double> runs = new ArrayList<>();
        String said = "";
        while (runs.size() < WARM_UP_SECONDS + seconds) {
            String line = output.readLine();
            if (line == null) {
                throw new IllegalStateException("pgbench failed: " + said);
            }
            Matcher progress = PROGRESS.matcher(line);
            if (!progress.find()) {
                said = line;
            } else if (!runs.isEmpty() || Double.parseDouble(progress.group(1)) > 0) {
                runs.add(Double.parseDouble(progress.group(1)));
            }
        }
        return runs.stream().skip(WARM_UP_SECONDS).mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static Process start(String... command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new IllegalStateException("pgbench does not start, which Debian and Ubuntu have in postgresql-contrib: "
                    + e.getMessage());
        }
    }
}
