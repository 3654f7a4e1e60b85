package org.flatsweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.flatsweep.domain.Hyperparameter.BATCH_SIZE;
import static org.flatsweep.domain.Hyperparameter.EPOCHS;
import static org.flatsweep.domain.Hyperparameter.LR;
import static org.flatsweep.domain.Hyperparameter.OPTIMIZER;
import static org.flatsweep.domain.Hyperparameter.SCHEDULE;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flatsweep.domain.DatasetSpec;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.LatentNoise;
import org.flatsweep.domain.Method;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.domain.VaeSpec;
import org.flatsweep.training.data.Datasets;
import org.flatsweep.training.data.Images;
import org.flatsweep.training.model.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Variational autoencoders of 4 latent variables on the digits at 16 × 16. */
class VaeTrainingTest extends WithTrainer {

    private static final Map<Hyperparameter, Object> ADAMW =
            Map.of(OPTIMIZER, "adamw", LR, 3e-3, SCHEDULE, "constant", BATCH_SIZE, 32L);
    /** Of an image in nats, for a network that calls every pixel white with probability ½. */
    private static final double KNOWING_NOTHING = -256 * Math.log(2);

    @ParameterizedTest
    @EnumSource(LatentNoise.class)
    void learnsTheDigitsWithEveryNoise(LatentNoise noise) {
        Recorder recorder = new Recorder();

        TrialResult result = trainer.train(trial(Method.SGD, noise, 0.1, with(EPOCHS, 8L)), checkpoints(1), recorder);

        List<Double> elbos = recorder.curves().stream().map(metrics -> metrics.get("validation_elbo")).toList();
        assertThat(elbos.get(0)).isGreaterThan(KNOWING_NOTHING);
        assertThat(elbos.get(7)).isGreaterThan(elbos.get(0) + 5);
        assertThat(result.testLoss()).isEqualTo(-recorder.curves().get(7).get("test_elbo"), within(1e-3));
        assertThat(result.validationAccuracy()).isEmpty();
        assertThat(result.testAccuracy()).isEmpty();
    }

    /** With the latent variables' noise as it comes, whatever the perturbation of the parameters. */
    @ParameterizedTest
    @EnumSource(value = Method.class, mode = EXCLUDE, names = {"ES", "VO", "NES", "CMA_ES"})
    void learnsByEveryMethodThatFollowsAGradient(Method method) {
        Recorder recorder = new Recorder();

        trainer.train(trial(method, LatentNoise.WORST_CASE, 0.5, with(EPOCHS, 3L)), checkpoints(1), recorder);

        assertThat(recorder.curves().get(2).get("validation_elbo"))
                .isGreaterThan(recorder.curves().get(0).get("validation_elbo"));
    }

    @Test
    void reportsTheBoundAndItsTwoParts() {
        Recorder recorder = new Recorder();

        trainer.train(trial(Method.SGD, LatentNoise.GAUSSIAN, 0.5, with(EPOCHS, 1L)), checkpoints(1), recorder);

        assertThat(recorder.curves()).singleElement().satisfies(metrics -> {
            assertThat(metrics).containsOnlyKeys(
                    "train_loss", "train_elbo", "train_reconstruction", "train_kl",
                    "validation_loss", "validation_elbo", "validation_reconstruction", "validation_kl",
                    "test_loss", "test_elbo", "test_reconstruction", "test_kl", "lr", "gradient_norm");
            for (String part : List.of("train", "validation", "test")) {
                double loss = metrics.get(part + "_loss");
                assertThat(metrics.get(part + "_elbo")).isEqualTo(-loss, within(1e-3));
                assertThat(metrics.get(part + "_reconstruction") + metrics.get(part + "_kl"))
                        .isEqualTo(loss, within(1e-3));
                assertThat(metrics.get(part + "_kl")).isPositive();
            }
        });
    }

    @ParameterizedTest
    @EnumSource(LatentNoise.class)
    void stopsCostAndChangeNothing(LatentNoise noise) {
        assertThatStopsCostAndChangeNothing(trial(Method.SAM, noise, 0.5, with(EPOCHS, 3L)));
    }

    @Test
    void theNumberOfNativeArraysDoesNotGrow() {
        List<Integer> counts = new ArrayList<>();
        TrainingListener counter = new Recorder() {
            @Override
            public void epochCompleted(int epoch, Map<String, Double> metrics, Optional<Checkpoint> checkpoint) {
                counts.add(nativeArrays());
            }
        };

        trainer.train(trial(Method.SAM, LatentNoise.INTERPOLATED, 0.5, with(EPOCHS, 3L)), checkpoints(1), counter);

        assertThat(counts).hasSize(3).containsOnly(counts.get(0));
    }

    /** SAM compares two places of the parameters, so what is random about the loss must not differ between them. */
    @ParameterizedTest
    @EnumSource(LatentNoise.class)
    void everyPassOfAStepHasTheSameNoise(LatentNoise noise) {
        Images images = new Datasets(directory).load(new DatasetSpec("digits", 16, 0.1)).train();
        Task task = Task.of(trial(Method.SAM, noise, 0.1, ADAMW), images);
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray batch = manager.randomNormal(new Shape(8, 1, 16, 16));
            NDArray parameters = manager.create(task.initialParameters(1));
            NDArray statistics = manager.create(task.initialStatistics());
            BatchLoss step = new BatchLoss(task, statistics, batch, null, 5);
            BatchLoss next = new BatchLoss(task, statistics, batch, null, 6);

            float first = step.at(parameters).loss().getFloat();

            assertThat(step.at(parameters).loss().getFloat()).isEqualTo(first);
            assertThat(step.lossAt(parameters).getFloat()).isEqualTo(first);
            if (noise != LatentNoise.WORST_CASE) {
                assertThat(next.at(parameters).loss().getFloat()).isNotEqualTo(first);
            }
        }
    }

    private static TrialConfig trial(
            Method method, LatentNoise noise, double validation, Map<Hyperparameter, Object> settings) {
        Optional<Double> lambda = noise == LatentNoise.INTERPOLATED ? Optional.of(0.5) : Optional.empty();
        return new TrialConfig(new DatasetSpec("digits", 16, validation), new VaeSpec(4, 64, noise, lambda), method,
                method.complete(settings), 0);
    }

    private static Map<Hyperparameter, Object> with(Hyperparameter hyperparameter, Object value) {
        Map<Hyperparameter, Object> settings = new HashMap<>(ADAMW);
        settings.put(hyperparameter, value);
        return settings;
    }

    private Checkpoints checkpoints(int attempt) {
        return new Checkpoints(directory, 1, attempt);
    }

    /** Of all managers there are. */
    private static int nativeArrays() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            return manager.getParentManager().getManagedArrays().size();
        }
    }
}
