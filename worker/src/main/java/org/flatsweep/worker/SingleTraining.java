package org.flatsweep.worker;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.flatsweep.training.Checkpoint;
import org.flatsweep.training.Checkpoints;
import org.flatsweep.training.Trainer;
import org.flatsweep.training.TrainingListener;
import org.flatsweep.training.TrainingSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Trains one trial from scratch, without a queue. Standard output gets a line of JSON an epoch, {@code {"epoch": 1,
 * "metrics": {…}}}, and a last one with the {@code result} or, in words, the {@code failure}; standard error gets the log.
 */
@EnableConfigurationProperties(WorkerSettings.class)
class SingleTraining {

    private static final Logger LOG = LoggerFactory.getLogger(SingleTraining.class);
    private static final JsonMapper JSON =
            JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

    private final WorkerSettings settings;

    SingleTraining(WorkerSettings settings) {
        this.settings = settings;
    }

    /**
     * @param file the trial's configuration, as the database has it; checkpoints are written beside it
     * @return the exit code
     */
    static int run(Path file) {
        PrintStream reports = System.out;
        System.setOut(System.err);
        try (ConfigurableApplicationContext context = new SpringApplication(SingleTraining.class).run()) {
            return context.getBean(SingleTraining.class).train(file, reports);
        }
    }

    int train(Path file, PrintStream reports) {
        Checkpoints checkpoints = new Checkpoints(file.toAbsolutePath().getParent(), 0, 1);
        try (Trainer trainer = new Trainer(
                new TrainingSettings(settings.device(), settings.threads(), settings.datasets()))) {
            var result = trainer.train(TrialRunner.read(Files.readString(file)), checkpoints, new Reports(reports));
            reports.println(JSON.writeValueAsString(Map.of("result", result)));
            return 0;
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("no result", e);
            reports.println(JSON.writeValueAsString(Map.of("failure", Failure.of(e).message())));
            return 1;
        }
    }

    private record Reports(PrintStream out) implements TrainingListener {

        @Override
        public void resumed(int epoch, int step) {
            LOG.info("training from scratch");
        }

        @Override
        public void epochCompleted(int epoch, Map<String, Double> metrics, Optional<Checkpoint> checkpoint) {
            out.println(JSON.writeValueAsString(Map.of("epoch", epoch, "metrics", metrics)));
        }

        @Override
        public boolean stopRequested() {
            return false;
        }
    }
}
