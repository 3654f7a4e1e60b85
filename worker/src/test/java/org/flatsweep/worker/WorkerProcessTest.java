package org.flatsweep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.flatsweep.database.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Workers as processes of their own, each on a machine that is somehow special. */
class WorkerProcessTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final Duration PATIENCE = Duration.ofMinutes(5);

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

        start(Map.of("CUDA_VISIBLE_DEVICES", ""));
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

    /** Without what Logback says of itself while the tests' configuration is on the class path twice. */
    private List<String> logged() throws IOException {
        return Files.readAllLines(log).stream().filter(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT.*")).toList();
    }
}
