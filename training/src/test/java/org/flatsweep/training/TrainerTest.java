package org.flatsweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.flatsweep.domain.Hyperparameter.ALPHA;
import static org.flatsweep.domain.Hyperparameter.BATCH_SIZE;
import static org.flatsweep.domain.Hyperparameter.EPOCHS;
import static org.flatsweep.domain.Hyperparameter.LABEL_SMOOTHING;
import static org.flatsweep.domain.Hyperparameter.LR;
import static org.flatsweep.domain.Hyperparameter.OPTIMIZER;
import static org.flatsweep.domain.Hyperparameter.POPULATION;
import static org.flatsweep.domain.Hyperparameter.RHO;
import static org.flatsweep.domain.Hyperparameter.SIGMA_LR;
import static org.flatsweep.domain.Hyperparameter.SIGMA_PARAM;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;

import ai.djl.ndarray.NDManager;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flatsweep.domain.DatasetSpec;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.Method;
import org.flatsweep.domain.Sha256;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.domain.WideResNetSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest extends WithTrainer {

    private static final Map<Hyperparameter, Object> THREE_SHORT_EPOCHS =
            Map.of(EPOCHS, 3L, BATCH_SIZE, 128L, POPULATION, 4L);

    @ParameterizedTest
    @EnumSource(value = Method.class, mode = EXCLUDE, names = {"ES", "VO", "NES", "CMA_ES"})
    void everyMethodLearnsTheDigits(Method method) {
        TrialConfig config = Trials.trial(method, 0.1, Map.of(EPOCHS, 4L, BATCH_SIZE, 32L));
        Recorder recorder = new Recorder();

        TrialResult result = trainer.train(config, checkpoints(1), recorder);

        assertThat(result.testAccuracy().orElseThrow()).isBetween(0.85, 1.0);
        assertThat(result.validationAccuracy().orElseThrow()).isBetween(0.8, 1.0);
        assertThat(result.testLoss()).isLessThan(0.6);
        assertThat(result.trainSeconds()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void stopsCostAndChangeNothing(Method method) {
        assertThatStopsCostAndChangeNothing(Trials.trial(method, 0.5, THREE_SHORT_EPOCHS));
    }

    @Test
    void stopsCostAndChangeNothingWithAdamW() {
        Map<Hyperparameter, Object> settings = new EnumMap<>(THREE_SHORT_EPOCHS);
        settings.put(OPTIMIZER, "adamw");

        assertThatStopsCostAndChangeNothing(Trials.trial(Method.SAM, 0.5, settings));
    }

    @Test
    void aStopBeforeTheFirstStepWritesNothing() {
        assertThatThrownBy(() -> trainer.train(
                Trials.trial(Method.SGD, 0.5, Map.of(EPOCHS, 1L)), checkpoints(1), Recorder.stoppingAfterPasses(0)))
                .isInstanceOfSatisfying(TrainingStoppedException.class,
                        stop -> assertThat(stop.checkpoint()).isEmpty());
        assertThat(directory.resolve("trial-1")).doesNotExist();
    }

    @Test
    void theTimeBeforeAStopCounts() {
        TrialConfig config = Trials.trial(Method.SGD, 0.5, Map.of(EPOCHS, 1L, BATCH_SIZE, 128L));
        assertThatThrownBy(() -> trainer.train(config, checkpoints(1), Recorder.stoppingAfterPasses(2)))
                .isInstanceOf(TrainingStoppedException.class);
        TrainingState stopped = checkpoints(1).newest(config.identity()).orElseThrow();
        EpochSums sums = stopped.sums();
        checkpoints(2).write(config.identity(), new TrainingState(0, 3000, Map.of(), new EpochSums(
                sums.steps(), 1000, sums.loss(), sums.gradientNorm(), sums.metrics()), stopped.vectors()));
        Recorder after = new Recorder();

        TrialResult result = trainer.train(config, checkpoints(3), after);

        Map<String, Double> metrics = after.metrics().get(0);
        int images = (Integer) result.provenance().get("train_images") / 128 * 128;
        assertThat(result.trainSeconds()).isGreaterThan(4000);
        assertThat(metrics.get("epoch_seconds")).isGreaterThan(1000);
        assertThat(metrics.get("images_per_second")).isPositive().isLessThan(images / 1000.0);
    }

    /** In any parametrisation but {@code std}, which squares a rounded root. */
    @ParameterizedTest
    @ValueSource(strings = {"log_variance", "variance"})
    void mfviWithAFixedSigmaIsRandomSamToTheBit(String parameter) {
        TrialConfig rsam = Trials.trial(Method.RSAM, 0.5, Map.of(EPOCHS, 2L));
        TrialConfig mfvi = Trials.trial(
                Method.MFVI, 0.5, Map.of(EPOCHS, 2L, SIGMA_LR, 0.0, SIGMA_PARAM, parameter));
        trainer.train(rsam, checkpoints(1), new Recorder());
        trainer.train(mfvi, new Checkpoints(directory, 2, 1), new Recorder());

        Map<String, IntBuffer> learned = bits(new Checkpoints(directory, 2, 1), mfvi);

        assertThat(learned).containsAllEntriesOf(bits(checkpoints(1), rsam));
    }

    @Test
    void aTrainingThatOnlyLacksItsResultTakesNoFurtherStep() {
        TrialConfig config = Trials.trial(Method.SGD, 0.5, Map.of(EPOCHS, 1L));
        TrialResult first = trainer.train(config, checkpoints(1), new Recorder());
        Recorder again = new Recorder();

        TrialResult second = trainer.train(config, checkpoints(2), again);

        assertThat(again.resumed()).containsExactly(1, 0);
        assertThat(again.curves()).isEmpty();
        assertThat(second).isEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void theNumberOfNativeArraysDoesNotGrow(Method method) {
        List<Integer> counts = new ArrayList<>();
        TrainingListener counter = new Recorder() {
            @Override
            public void epochCompleted(int epoch, Map<String, Double> metrics, Optional<Checkpoint> checkpoint) {
                counts.add(nativeArrays());
            }
        };
        int before = nativeArrays();

        trainer.train(Trials.trial(method, 0.5, Map.of(EPOCHS, 3L, BATCH_SIZE, 64L, POPULATION, 4L)),
                checkpoints(1), counter);

        assertThat(counts).hasSize(3).allMatch(count -> count.equals(counts.get(0)));
        assertThat(nativeArrays()).isEqualTo(before);
    }

    @Test
    void reportsTheAgreedMetricsOfEveryEpoch() {
        Recorder recorder = new Recorder();

        trainer.train(Trials.trial(Method.VSAM, 0.5, Map.of(EPOCHS, 1L, LR, 0.07)), checkpoints(1), recorder);

        assertThat(recorder.curves()).singleElement().satisfies(metrics -> {
            assertThat(metrics).containsOnlyKeys("train_loss", "train_accuracy", "validation_loss",
                    "validation_accuracy", "test_loss", "test_accuracy", "lr", "gradient_norm",
                    "sigma_min", "sigma_median", "sigma_max", "sigma_radius");
            assertThat(metrics).containsEntry("lr", 0.07);
            assertThat(metrics.get("sigma_min")).isLessThanOrEqualTo(metrics.get("sigma_median"));
            assertThat(metrics.get("sigma_median")).isLessThanOrEqualTo(metrics.get("sigma_max"));
            assertThat(metrics.get("sigma_radius")).as("still close to ρ").isBetween(0.045, 0.055);
        });
    }

    /** With λ = 0.3 and ten classes no training loss can fall below the targets' entropy; an evaluation loss can. */
    @Test
    void labelSmoothingIsInTheTrainingLossAlone() {
        Recorder recorder = new Recorder();
        double entropy = -(0.73 * Math.log(0.73) + 9 * 0.03 * Math.log(0.03));

        trainer.train(Trials.trial(Method.SGD, 0.1, Map.of(EPOCHS, 4L, BATCH_SIZE, 32L, LABEL_SMOOTHING, 0.3)),
                checkpoints(1), recorder);

        assertThat(recorder.curves().get(3).get("train_loss")).isGreaterThan(entropy);
        assertThat(recorder.curves().get(3).get("validation_loss")).isLessThan(entropy);
    }

    @Test
    void provenanceTellsWhatTheNumbersDependOn() {
        TrialConfig config = Trials.trial(Method.RSAM, 0.1, Map.of(EPOCHS, 1L, ALPHA, 1e-3));
        TrialResult result = trainer.train(config, checkpoints(1), new Recorder());

        assertThat(result.provenance())
                .containsEntry("configuration_hash", config.configurationHash())
                .containsEntry("identity", config.identity())
                .containsEntry("seed", 0L)
                .containsEntry("engine", "PyTorch")
                .containsEntry("engine_version", "2.7.1")
                .containsEntry("djl_version", "0.36.0")
                .containsEntry("device", "cpu, 1 thread")
                .containsEntry("threads", 1)
                .containsEntry("arch", System.getProperty("os.arch"))
                .containsEntry("parameters", 77818)
                .containsEntry("alpha", 1e-3)
                .containsKeys("java_version", "engine_flavor", "os", "cpu", "cpu_extensions", "dataset_sha256")
                .doesNotContainKeys("gpu", "compute_capability", "cuda_version", "cuda_driver_version");
        int trainImages = (Integer) result.provenance().get("train_images");
        assertThat(trainImages + (Integer) result.provenance().get("validation_images")
                + (Integer) result.provenance().get("test_images")).isEqualTo(1797);
        assertThat(result.provenance()).containsEntry("sigma0", 1 / Math.sqrt(2.0 * trainImages * 1e-3));
    }

    /** A build without Git has no commit; a dirty one says so. */
    @Test
    void provenanceNamesTheCode() {
        TrialResult result = trainer.train(
                Trials.trial(Method.SGD, 0.1, Map.of(EPOCHS, 1L)), checkpoints(1), new Recorder());

        assertThat((String) result.provenance().get("code_version"))
                .matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?(\\+\\p{XDigit}{40}(-dirty)?)?");
    }

    @Test
    void theSameTrainingEndsInTheSameParametersAndAnotherSeedInOthers() {
        TrialConfig config = Trials.trial(Method.VSAM, 0.5, Map.of(EPOCHS, 1L));
        TrialConfig other = new TrialConfig(
                config.dataset(), config.model(), config.method(), config.hyperparameters(), config.seed() + 1);

        String first = parametersAfter(config, 1);

        assertThat(first).matches("\\p{XDigit}{64}");
        assertThat(parametersAfter(config, 2)).isEqualTo(first);
        assertThat(parametersAfter(other, 3)).isNotEqualTo(first);
    }

    private String parametersAfter(TrialConfig config, long trialId) {
        TrialResult result = trainer.train(config, new Checkpoints(directory, trialId, 1), new Recorder());
        return (String) result.provenance().get("parameters_sha256");
    }

    @Test
    void theDigestIsOfTheMeanTheVariancesAndTheStatisticsAndOfNothingElse() {
        Map<String, float[]> vectors = Map.of("mean", new float[] {1.5f, -2}, "variances", new float[] {0.25f},
                "batch_norm", new float[] {3}, "velocity", new float[] {7});

        assertThat(parametersSha256(vectors)).isEqualTo(Sha256.of(
                HexFormat.of().parseHex("0000c03f" + "000000c0" + "0000803e" + "00004040")));
        assertThat(parametersSha256(Map.of("mean", new float[] {1.5f, -2}, "batch_norm", new float[] {3})))
                .isEqualTo(Sha256.of(HexFormat.of().parseHex("0000c03f" + "000000c0" + "00004040")));
    }

    private static String parametersSha256(Map<String, float[]> vectors) {
        return new TrainingState(1, 0, Map.of(), EpochSums.NONE, vectors).parametersSha256();
    }

    @Test
    void provenanceTellsWhatNesDerivedFromTheNumberOfParameters() {
        TrialResult result = trainer.train(
                Trials.trial(Method.NES, 0.5, Map.of(EPOCHS, 1L, BATCH_SIZE, 512L)), checkpoints(1), new Recorder());

        assertThat(result.provenance())
                .containsEntry("sigma_lr", (3 + Math.log(77818)) / (5 * Math.sqrt(77818)))
                .containsEntry("population", 38);
        assertThat(result.provenance()).as("flat prior").containsEntry("alpha", 0.0).doesNotContainKey("sigma0");
    }

    @Test
    void divergenceNamesEpochStepAndLoss() {
        TrialConfig config = Trials.trial(Method.SAM, 0.5, Map.of(EPOCHS, 3L, LR, 1e30, RHO, 0.1));

        DivergedException diverged = catchThrowableOfType(DivergedException.class,
                () -> trainer.train(config, checkpoints(1), new Recorder()));

        assertThat(diverged.epoch()).isEqualTo(1);
        assertThat(diverged.step()).isBetween(2L, 5L);
        assertThat(diverged.loss()).isNotFinite();
        assertThat(diverged).hasMessageContaining("epoch 1").hasMessageContaining("loss");
    }

    @Test
    void divergenceIsFoundAtTheSameStepAfterAStopAndNeverSaved() {
        TrialConfig config = Trials.trial(Method.SAM, 0.5, Map.of(EPOCHS, 3L, LR, 1e30, RHO, 0.1));
        DivergedException whole = catchThrowableOfType(DivergedException.class,
                () -> trainer.train(config, checkpoints(1), new Recorder()));
        assertThatThrownBy(() -> trainer.train(config, checkpoints(1), Recorder.stoppingAfterPasses(1)))
                .isInstanceOf(TrainingStoppedException.class);
        Recorder stopping = Recorder.stoppingAfterPasses((int) whole.step() - 1);

        DivergedException diverged = catchThrowableOfType(DivergedException.class,
                () -> trainer.train(config, checkpoints(2), stopping));

        assertThat(stopping.resumed()).containsExactly(0, 1);
        assertThat(diverged).hasMessage(whole.getMessage());
        assertThat(checkpoints(2).newest(config.identity())).map(TrainingState::step).contains(1);
    }

    @Test
    void missingDataIsReportedBeforeAnythingElse() {
        TrialConfig config = new TrialConfig(new DatasetSpec("cifar10", 32, 0.1), new WideResNetSpec(10, 1),
                Method.SGD, Trials.trial(Method.SGD, 0.1, Map.of()).hyperparameters(), 0);
        Recorder recorder = new Recorder();

        assertThatThrownBy(() -> trainer.train(config, checkpoints(1), recorder))
                .isInstanceOf(DataMissingException.class)
                .hasMessageContaining("data_batch_1.bin");
        assertThat(recorder.resumed()).isEmpty();
    }

    @Test
    void anIncompleteConfigurationIsRefusedByName() {
        TrialConfig complete = Trials.trial(Method.SAM, 0.1, Map.of());
        Map<Hyperparameter, Object> incomplete = new EnumMap<>(complete.hyperparameters());
        incomplete.keySet().removeAll(List.of(RHO, ALPHA));
        TrialConfig config = new TrialConfig(complete.dataset(), complete.model(), Method.SAM, incomplete, 0);

        assertThatThrownBy(() -> trainer.train(config, checkpoints(1), new Recorder()))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessageContaining("sam needs [alpha, rho]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu", "cuda:x", "", "cuda:999"})
    void aDeviceThatIsNotThereIsRefused(String device) {
        assertThatThrownBy(() -> new Trainer(new TrainingSettings(device, 1, directory)))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessageContaining("device is " + device);
    }

    private Checkpoints checkpoints(int attempt) {
        return new Checkpoints(directory, 1, attempt);
    }

    /** Of all managers there are. */
    static int nativeArrays() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            return manager.getParentManager().getManagedArrays().size();
        }
    }
}
