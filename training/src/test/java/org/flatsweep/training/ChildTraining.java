package org.flatsweep.training;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.Method;
import org.flatsweep.domain.TrialConfig;

/**
 * A training in a process of its own, which can be killed or asked to stop. It prints a line at every step and at every
 * epoch.
 */
final class ChildTraining {

    private ChildTraining() {}

    /** @param arguments directory of the checkpoints, attempt, method, and {@code optimizer} where not sgd */
    public static void main(String[] arguments) {
        Map<Hyperparameter, Object> settings = settings(arguments.length > 3 ? Optional.of(arguments[3])
                : Optional.empty());
        TrialConfig config = Trials.trial(Method.valueOf(arguments[2]), 0.5, settings);
        Checkpoints checkpoints = new Checkpoints(Path.of(arguments[0]), 1, Integer.parseInt(arguments[1]));
        try (Trainer trainer = new Trainer(new TrainingSettings("cpu", 1, Path.of("none")))) {
            trainer.train(config, checkpoints, new Lines());
        }
    }

    static Map<Hyperparameter, Object> settings(Optional<String> optimizer) {
        Map<Hyperparameter, Object> settings = new TreeMap<>(Map.of(
                Hyperparameter.EPOCHS, 3L, Hyperparameter.BATCH_SIZE, 128L, Hyperparameter.POPULATION, 4L));
        optimizer.ifPresent(name -> settings.put(Hyperparameter.OPTIMIZER, name));
        return settings;
    }

    static void askToStop(Process child) throws IOException {
        try (OutputStream orders = child.getOutputStream()) {
            orders.write('\n');
        }
    }

    private static final class Lines implements TrainingListener {

        @Override
        public void resumed(int epoch, int step) {
            say("resumed " + epoch + " " + step);
        }

        @Override
        public void epochCompleted(int epoch, Map<String, Double> metrics, Optional<Checkpoint> checkpoint) {
            say("epoch " + epoch + " " + text(metrics));
        }

        @Override
        public boolean stopRequested() {
            say("step");
            try {
                return System.in.available() > 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void say(String line) {
            System.out.println(line);
            System.out.flush();
        }
    }

    /** To the bit, without what measures time. */
    static String text(Map<String, Double> metrics) {
        Map<String, String> exact = new TreeMap<>();
        metrics.forEach((name, value) -> exact.put(name, Double.toHexString(value)));
        exact.keySet().removeAll(Recorder.TIMES);
        return exact.toString();
    }
}
