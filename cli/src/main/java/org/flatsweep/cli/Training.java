package org.flatsweep.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One trial that a process of its own trains from scratch, in a temporary directory that goes with it. */
final class Training implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final Path directory;
    private final ChildProcess process;
    private volatile boolean closed;

    private Training(Path directory, JsonNode config, Map<String, String> settings) throws IOException {
        this.directory = directory;
        Path trial = Files.writeString(directory.resolve("trial.json"), JSON.writeValueAsString(config));
        this.process = new ChildProcess.Specification("training", LocalFlatsweep.jar("worker"),
                        List.of("-XX:+UseSerialGC"), List.of("train", trial.toString()), settings,
                        Optional.of(directory.resolve("training.log")))
                .startReporting();
    }

    /**
     * Ctrl-C or SIGTERM from now on end it and remove its directory.
     *
     * @param config the trial's, as the API gives it
     * @param settings the worker's environment variables
     */
    static Training start(JsonNode config, Map<String, String> settings) {
        try {
            Path directory = Files.createTempDirectory("flatsweep-reproduce-");
            try {
                Training training = new Training(directory, config, settings);
                Runtime.getRuntime().addShutdownHook(new Thread(training::close, "training-shutdown"));
                return training;
            } catch (IOException | RuntimeException e) {
                remove(directory);
                throw e;
            }
        } catch (IOException e) {
            throw new CommandFailedException(
                    "cannot write to the directory for temporary files: " + Wording.reason(e), e);
        }
    }

    /** Told of each epoch. */
    interface EpochListener {

        /** @param epoch completed so many */
        void show(int epoch, double trainLoss);
    }

    /**
     * @return the result, as {@code SingleTraining} in the worker reports it
     * @throws CommandFailedException if the training fails; the message says why
     */
    JsonNode follow(EpochListener listener) {
        try (BufferedReader lines = process.lines()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode report = JSON.readTree(line);
                if (report.has("result")) {
                    return report.get("result");
                }
                if (report.has("failure")) {
                    throw new CommandFailedException(report.get("failure").asString());
                }
                listener.show(report.get("epoch").asInt(), report.at("/metrics/train_loss").asDouble());
            }
            process.waitFor();
            throw new CommandFailedException(closed ? "interrupted" : process.obituary());
        } catch (IOException e) {
            throw new CommandFailedException("the training cannot be followed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted", e);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        process.stop(STOP_PATIENCE);
        remove(directory);
    }

    private static void remove(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.printf("flatsweep: %s remains: %s%n", directory, e.getMessage());
        }
    }
}
