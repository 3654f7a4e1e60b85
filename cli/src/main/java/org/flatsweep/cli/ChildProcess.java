package org.flatsweep.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flatsweep.database.DatabaseOwner;

/** The API or a worker in a Java process of its own, which ends when this one does. */
final class ChildProcess {

    private static final int LINES_OF_LOG_SHOWN = 15;

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
    record Specification(
            String name, Path jar, List<String> javaOptions, Map<String, String> environment, Optional<Path> log) {

        ChildProcess start() {
            if (!Files.isRegularFile(jar)) {
                throw new CommandFailedException(
                        "%s is missing; build it with ./mvnw -DskipTests package".formatted(jar));
            }
            List<String> command = new ArrayList<>();
            command.add(javaExecutable());
            command.addAll(javaOptions);
            command.addAll(List.of("-jar", jar.toString()));
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            builder.environment().put(DatabaseOwner.OWNED_VARIABLE, "true");
            builder.redirectErrorStream(true);
            builder.redirectOutput(log.map(file -> ProcessBuilder.Redirect.appendTo(file.toFile()))
                    .orElse(ProcessBuilder.Redirect.INHERIT));
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
        String text = "the %s ended with exit code %d".formatted(name, process.exitValue());
        return log.map(file -> text + "; the end of " + file + ":" + endOf(file)).orElse(text);
    }

    private static String endOf(Path log) {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
            List<String> all = lines.toList();
            List<String> last = all.subList(Math.max(0, all.size() - LINES_OF_LOG_SHOWN), all.size());
            return "\n  " + String.join("\n  ", last);
        } catch (IOException e) {
            return " (unreadable: " + e.getMessage() + ")";
        }
    }
}
