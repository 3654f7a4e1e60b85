package org.flatsweep.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.flatsweep.domain.Method;
import org.flatsweep.domain.TrialConfig;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A training whose process gets SIGKILL at a random moment, half of the times shortly after it was asked to stop, and
 * that a new process resumes.
 */
class KilledTrainingTest {

    private static final int KILLS = 2;
    private static final long LONGEST_WAIT_NANOS = 30_000_000;

    @TempDir
    Path directory;

    static Stream<Arguments> methods() {
        return Stream.concat(
                Stream.of(Method.values()).map(method -> Arguments.of(method, Optional.empty())),
                Stream.of(Arguments.of(Method.SAM, Optional.of("adamw"))));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void endsInTheSameBitsAsAnUndisturbedOne(Method method, Optional<String> optimizer) throws Exception {
        TrialConfig config = Trials.trial(method, 0.5, ChildTraining.settings(optimizer));
        Recorder undisturbed = new Recorder();
        try (Trainer trainer = new Trainer(new TrainingSettings("cpu", 1, Path.of("none")))) {
            trainer.train(config, new Checkpoints(directory.resolve("undisturbed"), 1, 1), undisturbed);
        }
        long seed = System.nanoTime();
        Random moments = new Random(seed);
        TreeMap<Integer, String> epochs = new TreeMap<>();

        Path killed = directory.resolve("killed");
        for (int attempt = 1; attempt <= KILLS; attempt++) {
            run(killed, attempt, method, optimizer, epochs, Optional.of(moments));
        }
        int exit = run(killed, KILLS + 1, method, optimizer, epochs, Optional.empty());

        assertThat(exit).as("kill moments of seed %d", seed).isZero();
        assertThat(epochs.values()).as("metrics, kill moments of seed %d", seed)
                .containsExactlyElementsOf(undisturbed.metrics().stream().map(ChildTraining::text).toList());
        assertThat(WithTrainer.bits(new Checkpoints(killed, 1, KILLS + 1), config))
                .as("parameters, kill moments of seed %d", seed)
                .isEqualTo(WithTrainer.bits(new Checkpoints(directory.resolve("undisturbed"), 1, 1), config));
    }

    /**
     * A kill comes up to 30 ms after a random line of the child's, so in a step, an evaluation or a checkpoint, of an
     * epoch's end or of the moment of a stop.
     */
    private static int run(Path directory, int attempt, Method method, Optional<String> optimizer,
            TreeMap<Integer, String> epochs, Optional<Random> moments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), ChildTraining.class.getName(),
                directory.toString(), Integer.toString(attempt), method.name()));
        optimizer.ifPresent(command::add);
        Process child = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        int lastLine = moments.map(random -> random.nextInt(12)).orElse(Integer.MAX_VALUE);
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            int count = 0;
            String line;
            while ((line = lines.readLine()) != null) {
                String[] words = line.split(" ", 3);
                if (words[0].equals("epoch")) {
                    epochs.put(Integer.parseInt(words[1]), words[2]);
                }
                if (count++ == lastLine) {
                    if (moments.orElseThrow().nextBoolean()) {
                        ChildTraining.askToStop(child);
                    }
                    LockSupport.parkNanos(moments.orElseThrow().nextLong(LONGEST_WAIT_NANOS));
                    // The process itself would close the stream as well.
                    child.toHandle().destroyForcibly();
                }
            }
        }
        return child.waitFor();
    }
}
