package org.flatsweep.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerSupervisorTest {

    @TempDir
    private Path directory;

    @Test
    void replacesAWorkerThatCrashed() throws IOException {
        try (WorkerSupervisor supervisor = WorkerSupervisor.start(worker("crash once"), "host-1")) {
            await().until(() -> log().equals(List.of("started", "started")));
        }
        assertThat(log()).containsExactly("started", "started", "drained");
    }

    @Test
    void replacesAWorkerWhoseLogIsNoText() throws IOException {
        Files.write(directory.resolve("log"), new byte[] {(byte) 0xff, '\n'});
        try (WorkerSupervisor supervisor = WorkerSupervisor.start(worker("crash once"), "host-1")) {
            await().until(() -> log().equals(List.of("started", "started")));
        }
    }

    @Test
    void tellsTheNewWorkerUnderTheSameIdHowTheOneBeforeDied() throws IOException {
        try (WorkerSupervisor supervisor = WorkerSupervisor.start(worker("crash once"), "host-1")) {
            await().until(() -> log().equals(List.of("started", "started")));
        }
        assertThat(directory.resolve("log")).content()
                .contains("host-1 after null")
                .contains("host-1 after the worker ended with exit code 134 (SIGABRT)");
    }

    @Test
    void leavesAWorkerWithWrongSettingsAlone() throws Exception {
        WorkerSupervisor supervisor = WorkerSupervisor.start(worker("wrong settings"), "host-1");
        supervisor.awaitEnd();

        assertThat(log()).containsExactly("started");
    }

    @Test
    void triesAgainUntilAWorkerCanBeStarted() throws IOException {
        try (WorkerSupervisor supervisor = startAndLoseJar()) {
            assertThat(supervisor.isActive()).isTrue();
            Files.move(directory.resolve("worker.jar.old"), directory.resolve("worker.jar"));
            await().until(() -> log().equals(List.of("started", "started")));
        }
        assertThat(directory.resolve("log")).content()
                .contains("host-1 after the worker ended with exit code 134 (SIGABRT)");
    }

    @Test
    void endsWhenItClosesWhileNoWorkerCanBeStarted() throws Exception {
        WorkerSupervisor supervisor = startAndLoseJar();
        supervisor.close();
        supervisor.awaitEnd();

        assertThat(log()).containsExactly("started");
    }

    /** Until it says that it could not start the worker a second time. */
    private WorkerSupervisor startAndLoseJar() throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(said, true, UTF_8));
        try {
            WorkerSupervisor supervisor = WorkerSupervisor.start(worker("crash while it is built"), "host-1");
            await().until(() -> said.toString(UTF_8).contains("worker.jar is missing"));
            return supervisor;
        } finally {
            System.setErr(before);
        }
    }

    @Test
    void letsAWorkerDrainWhenItCloses() throws IOException {
        WorkerSupervisor supervisor = WorkerSupervisor.start(worker("work"), "host-1");
        await().until(() -> log().contains("started"));
        supervisor.close();

        assertThat(log()).containsExactly("started", "drained");
    }

    /** Unless the user says otherwise, also in the environment of this test. */
    @ParameterizedTest
    @CsvSource(nullValues = "null", value = {"cuda:1, null, PCI_BUS_ID", "cuda:1, FASTEST_FIRST, FASTEST_FIRST",
        "auto, null, null", "cuda, null, null"})
    void countsGpusAsNvidiaSmiDoesWhereANumberSaysWhich(String device, String given, String order) throws IOException {
        String inherited = System.getenv("CUDA_DEVICE_ORDER");
        ChildProcess.Specification worker = worker("work").with("FLATSWEEP_DEVICE", device);
        start(given == null ? worker : worker.with("CUDA_DEVICE_ORDER", given));

        assertThat(directory.resolve("log")).content()
                .contains("GPUs by " + (given == null && inherited != null ? inherited : order) + "\n");
    }

    /** Until it says that it has started. */
    private void start(ChildProcess.Specification worker) throws IOException {
        Files.deleteIfExists(directory.resolve("log"));
        try (WorkerSupervisor supervisor = WorkerSupervisor.start(worker, "host-1")) {
            await().until(() -> log().contains("started"));
        }
    }

    private ChildProcess.Specification worker(String behaviour) throws IOException {
        Path jar = directory.resolve("worker.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, PretendWorker.class.getName());
        String entry = PretendWorker.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest);
                InputStream code = PretendWorker.class.getClassLoader().getResourceAsStream(entry)) {
            out.putNextEntry(new JarEntry(entry));
            code.transferTo(out);
        }
        return new ChildProcess.Specification("worker", jar, List.of(),
                Map.of("BEHAVIOUR", behaviour, "CRASHED", directory.resolve("crashed").toString()),
                Optional.of(directory.resolve("log")));
    }

    private List<String> log() {
        Path log = directory.resolve("log");
        if (!Files.exists(log)) {
            return List.of();
        }
        // The JVM adds a line of its own where JAVA_TOOL_OPTIONS is set.
        try (Stream<String> lines = Files.lines(log, ISO_8859_1)) {
            return lines.filter(line -> line.equals("started") || line.equals("drained")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stands in for the worker's jar. */
    public static final class PretendWorker {

        public static void main(String[] arguments) throws Exception {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("drained")));
            System.out.println(System.getenv("FLATSWEEP_WORKER_ID") + " after " + System.getenv("FLATSWEEP_PREDECESSOR"));
            System.out.println("GPUs by " + System.getenv("CUDA_DEVICE_ORDER"));
            System.out.println("started");
            String behaviour = System.getenv("BEHAVIOUR");
            if (behaviour.equals("wrong settings")) {
                Runtime.getRuntime().halt(2);
            }
            Path crashed = Path.of(System.getenv("CRASHED"));
            if (behaviour.startsWith("crash") && !Files.exists(crashed)) {
                if (behaviour.equals("crash while it is built")) {
                    Path jar = Path.of(System.getProperty("java.class.path"));
                    Files.move(jar, jar.resolveSibling("worker.jar.old"));
                }
                Files.createFile(crashed);
                Runtime.getRuntime().halt(134);
            }
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
