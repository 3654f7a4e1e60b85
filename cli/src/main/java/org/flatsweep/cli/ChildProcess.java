package org.flatsweep.cli;

import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.flatsweep.database.DatabaseOwner;

/** The API, a worker or a training in a Java process of its own, which ends when this one does. */
final class ChildProcess {

    private static final int LINES_OF_LOG_SHOWN = 15;
    private static final int EXIT_BY_SIGNAL = 128;
    /** Those that end processes which did not ask for it. */
    private static final Map<Integer, String> SIGNALS = Map.of(
            4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");

    private final String name;
    private final Optional<Path> log;
    private final Process process;

    private ChildProcess(String name, Optional<Path> log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * What to run; the same specification can start again and again.
     *
     * @param log where its output goes, this process's own where there is none
     */
    record Specification(String name, Path jar, List<String> javaOptions, List<String> arguments,
            Map<String, String> environment, Optional<Path> log) {

        Specification(
                String name, Path jar, List<String> javaOptions, Map<String, String> environment, Optional<Path> log) {
            this(name, jar, javaOptions, List.of(), environment, log);
        }

        /** The same with one more variable in its environment. */
        Specification with(String variable, String value) {
            Map<String, String> more = new HashMap<>(environment);
            more.put(variable, value);
            return new Specification(name, jar, javaOptions, arguments, Map.copyOf(more), log);
        }

        ChildProcess start() {
            return start(new ProcessBuilder().redirectErrorStream(true).redirectOutput(logOrInherit()));
        }

        /** Only its standard error goes to the log; what it has to say is for {@link ChildProcess#lines()}. */
        ChildProcess startReporting() {
            return start(new ProcessBuilder().redirectError(logOrInherit()));
        }

        private Redirect logOrInherit() {
            return log.map(file -> Redirect.appendTo(file.toFile())).orElse(Redirect.INHERIT);
        }

        private ChildProcess start(ProcessBuilder builder) {
            if (!Files.isRegularFile(jar)) {
                throw new CommandFailedException(
                        "%s is missing; build it with ./mvnw -DskipTests package".formatted(jar));
            }
            List<String> command = new ArrayList<>();
            command.add(javaExecutable());
            command.addAll(javaOptions);
            command.addAll(List.of("-jar", jar.toString()));
            command.addAll(arguments);
            builder.command(command);
            builder.environment().putAll(environment);
            if (environment.getOrDefault("FLATSWEEP_DEVICE", "").startsWith("cuda:")) {
                // A number is that of nvidia-smi and so the doctor; where none is named, CUDA's first is the fastest.
                builder.environment().putIfAbsent("CUDA_DEVICE_ORDER", "PCI_BUS_ID");
            }
            builder.environment().put(DatabaseOwner.OWNED_VARIABLE, "true");
            try {
                if (log.isPresent()) {
                    Files.createDirectories(log.get().getParent());
                }
                return new ChildProcess(name, log, builder.start());
            } catch (IOException e) {
                throw new CommandFailedException("cannot start the %s: %s".formatted(name, e.getMessage()), e);
            }
        }
    }

    /** That of the Java this process runs on. */
    static String javaExecutable() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** What it writes to its standard output, if it was started reporting. */
    BufferedReader lines() {
        return process.inputReader(StandardCharsets.UTF_8);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int waitFor() throws InterruptedException {
        return process.waitFor();
    }

    /** Asks it to end (SIGTERM) and, past the given patience, makes it. */
    void stop(Duration patience) {
        process.destroy();
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** "the api ended with exit code 1", and the end of its log. */
    String obituary() {
        return log.map(file -> end() + "; the end of " + file + ":" + endOf(file)).orElseGet(this::end);
    }

    /** "the worker ended with exit code 139 (SIGSEGV)". */
    String end() {
        int code = process.exitValue();
        String signal = Optional.ofNullable(SIGNALS.get(code - EXIT_BY_SIGNAL)).map(" (%s)"::formatted).orElse("");
        return "the %s ended with exit code %d%s".formatted(name, code, signal);
    }

    private static String endOf(Path log) {
        // What a crash leaves there need not be text; Files.lines would throw.
        try (BufferedReader lines = new BufferedReader(new FileReader(log.toFile(), StandardCharsets.UTF_8))) {
            List<String> all = lines.lines().toList();
            List<String> last = all.subList(Math.max(0, all.size() - LINES_OF_LOG_SHOWN), all.size());
            return "\n  " + String.join("\n  ", last);
        } catch (IOException e) {
            return " (unreadable: " + e.getMessage() + ")";
        }
    }
}
