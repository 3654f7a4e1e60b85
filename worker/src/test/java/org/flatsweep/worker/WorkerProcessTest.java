package org.flatsweep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.flatsweep.database.TestDatabase;
import org.flatsweep.domain.Method;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Workers as processes of their own, each on a machine that is somehow special. */
class WorkerProcessTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcessTest.class);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int ENDLESS = 100_000;
    private static final int TERMINATED = 128 + 15;

    private static QueueRows rows;

    @TempDir
    Path directory;

    private Path log;
    private Path programs;
    private Process worker;

    @BeforeAll
    static void connect() {
        rows = new QueueRows(DATABASE);
    }

    @AfterAll
    static void disconnect() {
        rows.close();
    }

    @BeforeEach
    void emptyQueue() throws IOException {
        rows.clear();
        log = Files.createFile(directory.resolve("log"));
        programs = Files.createDirectory(directory.resolve("programs"));
    }

    @AfterEach
    void killWorker() throws InterruptedException {
        if (worker != null) {
            worker.destroyForcibly().waitFor();
        }
    }

    /** Whatever the worker writes is looked at, in tables that are yet to come too. */
    @ParameterizedTest
    @ValueSource(strings = {"+2d", "-2d"})
    void datesNothingByItsOwnClock(String wrong) throws Exception {
        Map<String, String> wrongClock = wrongClock(wrong);
        Instant begin = rows.now();
        long sweep = rows.sweep(3);
        long trained = rows.trial(sweep, 0);
        long training = rows.trial(sweep, 1, QueueRows.digits(Method.SGD, ENDLESS, 1));

        start(wrongClock);

        awaitWorker().untilAsserted(() -> {
            assertThat(rows.trial(trained)).containsEntry("state", "SUCCEEDED");
            assertThat(rows.trial(training).get("epoch")).isNotEqualTo(0);
            assertThat(rows.log(training)).isNotEmpty();
        });
        assertThat(Duration.between(begin, clockOfTheWorker()).abs()).isGreaterThan(Duration.ofDays(1));
        assertThat(rows.attempt(training, 1)).as("with its lease held").containsEntry("ended", null);
        assertThat(columnsDatedSince(begin)).contains(
                "worker.started_at", "worker.last_seen_at", "trial.started_at", "trial.finished_at",
                "trial.lease_until", "attempt.started_at", "attempt.ended_at", "metric.recorded_at",
                "trial_log.logged_at");
        assertThat(rows.database().sql("""
                        select (provenance ->> 'started_at')::timestamptz = started_at
                               and (provenance ->> 'ended_at')::timestamptz = finished_at
                        from results.trial where trial_id = ?""").param(trained).query(Boolean.class).single())
                .isTrue();

        worker.destroy();
        assertThat(worker.waitFor()).isEqualTo(TERMINATED);
        assertThat(rows.attempt(training, 1)).containsEntry("ended", "DRAINED");
        assertThat(columnsDatedSince(begin)).contains("worker.stopped_at", "checkpoint.created_at");
    }

    @Test
    void warnsOfNothingOnAMachineWithoutAGpu() throws IOException {
        start(Map.of("CUDA_VISIBLE_DEVICES", ""));
        awaitWork();

        assertThat(logged()).isNotEmpty().noneMatch(line -> line.matches("\\S+ (WARN|ERROR) .*"));
    }

    @Test
    void warnsOfAGpuThatPyTorchCannotUse() throws IOException {
        Path smi = Files.writeString(programs.resolve("nvidia-smi"), "#!/bin/sh\necho NVIDIA H200\n");
        assertThat(smi.toFile().setExecutable(true)).isTrue();

        start(Map.of("CUDA_VISIBLE_DEVICES", "0"));
        awaitWork();

        assertThat(logged()).filteredOn(line -> line.matches("\\S+ (WARN|ERROR) .*"))
                .singleElement().asString().contains("NVIDIA H200");
    }

    private void start(Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp", System.getProperty("java.class.path"), WorkerApplication.class.getName());
        builder.environment().putAll(Map.of(
                "DATABASE_URL", DATABASE.as(TestDatabase.WORKER).url(),
                "FLATSWEEP_CHECKPOINTS", directory.resolve("checkpoints").toString(),
                "FLATSWEEP_DATASETS", directory.resolve("datasets").toString(),
                "FLATSWEEP_THREADS", "1",
                "FLATSWEEP_HEARTBEAT", "100ms",
                "FLATSWEEP_POLL", "100ms",
                "PATH", programs.toString()));
        builder.environment().putAll(environment);
        worker = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private void awaitWork() {
        awaitWorker().until(() -> rows.count("worker") == 1);
    }

    private ConditionFactory awaitWorker() {
        return await().atMost(PATIENCE).failFast("the worker runs", () -> {
            assertThat(worker.isAlive()).as(() -> contentOf(log.toFile())).isTrue();
        });
    }

    private Instant clockOfTheWorker() throws IOException {
        return OffsetDateTime.parse(logged().get(0).split(" ")[0]).toInstant();
    }

    /** Without what Logback says of itself while the tests' configuration is on the class path twice. */
    private List<String> logged() throws IOException {
        return Files.readAllLines(log).stream().filter(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT.*")).toList();
    }

    /** Fails where one of them is dated an hour before or after what is now. */
    private static List<String> columnsDatedSince(Instant begin) {
        Map<String, List<Instant>> times = rows.times();
        Instant end = rows.now();
        assertThat(times).allSatisfy((column, dates) -> assertThat(dates).allSatisfy(date ->
                assertThat(date).isBetween(begin.minus(Duration.ofHours(1)), end.plus(Duration.ofHours(1)))));
        return new ArrayList<>(times.keySet());
    }

    /**
     * Skips the test, and says so, where libfaketime is not installed.
     *
     * @param offset as that library has it
     */
    private static Map<String, String> wrongClock(String offset) throws IOException {
        List<Path> libraries = new ArrayList<>();
        try (DirectoryStream<Path> architectures = Files.newDirectoryStream(Path.of("/usr/lib"))) {
            architectures.forEach(architecture -> libraries.add(architecture.resolve("faketime/libfaketimeMT.so.1")));
        }
        libraries.removeIf(library -> !Files.exists(library));
        if (libraries.isEmpty()) {
            LOG.error("NOT TESTED: a worker whose clock is wrong, as there is no libfaketime;"
                    + " 'apt-get install faketime' brings it");
        }
        assumeTrue(!libraries.isEmpty(), "libfaketime is installed");
        return Map.of(
                "LD_PRELOAD", libraries.get(0).toString(),
                "FAKETIME", offset,
                // Those of files are not looked at, and it would slow the JVM's start down.
                "NO_FAKE_STAT", "1");
    }
}
