package org.flatsweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.flatsweep.domain.Hyperparameter.ALPHA;
import static org.flatsweep.domain.Hyperparameter.BATCH_SIZE;
import static org.flatsweep.domain.Hyperparameter.EPOCHS;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.Method;
import org.flatsweep.domain.ProbePlan;
import org.flatsweep.domain.TrialConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProbedTrainingTest extends WithTrainer {

    private static final ProbePlan FIRST_AND_LAST = new ProbePlan(List.of(1), 16, 2, Optional.empty(), false);
    private static final Map<Hyperparameter, Object> THREE_EPOCHS = Map.of(EPOCHS, 3L, BATCH_SIZE, 128L);
    private static final List<String> OF_THE_SURFACE = List.of("probe_loss", "probe_gradient_norm", "probe_lambda_max",
            "probe_lambda_max_error", "probe_trace_sigma_h", "probe_trace_sigma_h_error", "probe_trace_sigma_h2",
            "probe_trace_sigma_h2_error", "probe_sharpness_step", "probe_sharpness_max", "probe_sharpness_mean",
            "probe_sharpness_mean_error", "probe_ideal_sam", "probe_ideal_mfvi", "probe_implicit_sam",
            "probe_implicit_mfvi", "probe_omitted_mfvi", "probe_omitted_mfvi_error", "probe_test_nll",
            "probe_test_brier", "probe_test_ece");
    private static final List<String> OF_THE_POSTERIOR = List.of("probe_kl", "probe_posterior_train_error",
            "probe_pac_bayes", "probe_posterior_test_nll", "probe_posterior_test_brier", "probe_posterior_test_ece");

    @ParameterizedTest
    @EnumSource(value = Method.class, names = {"SGD", "RSAM", "VSAM"})
    void probingChangesNoBitOfATraining(Method method) {
        TrialConfig plain = Trials.trial(method, 0.5, THREE_EPOCHS);
        Recorder unprobed = new Recorder();
        Recorder probed = new Recorder();
        trainer.train(plain, checkpoints(1), unprobed);
        trainer.train(plain.with(FIRST_AND_LAST), checkpoints(2), probed);

        assertThat(bits(checkpoints(2), plain)).isEqualTo(bits(checkpoints(1), plain));
        assertThat(probed.curves().stream().map(metrics -> split(metrics, false)).toList())
                .isEqualTo(unprobed.curves().stream().map(metrics -> split(metrics, false)).toList());
        assertThat(probed.curves().stream().map(metrics -> split(metrics, true).isEmpty()))
                .containsExactly(false, true, false);
    }

    @Test
    void aResumedTrainingIsProbedToTheSameNumbers() {
        TrialConfig config = Trials.trial(Method.MFVI, 0.5, THREE_EPOCHS).with(FIRST_AND_LAST);
        Recorder whole = new Recorder();
        Recorder before = Recorder.stoppingAfter(2);
        Recorder after = new Recorder();
        trainer.train(config, checkpoints(1), whole);

        assertThatThrownBy(() -> trainer.train(config, checkpoints(2), before))
                .isInstanceOf(TrainingStoppedException.class);
        trainer.train(config, new Checkpoints(directory, 2, 2), after);

        assertThat(after.curves()).hasSize(1).isEqualTo(whole.curves().subList(2, 3));
    }

    @Test
    void aTrialWithASigmaIsProbedForAllThereIs() {
        Map<String, Double> probes = probesOf(Trials.trial(Method.SAM, 0.5, oneEpoch()), FIRST_AND_LAST);

        assertThat(probes.keySet()).containsAll(OF_THE_SURFACE).containsAll(OF_THE_POSTERIOR)
                .hasSize(OF_THE_SURFACE.size() + OF_THE_POSTERIOR.size());
        assertThat(probes.get("probe_ideal_sam")).as("ρ‖g‖")
                .isCloseTo(0.05 * probes.get("probe_gradient_norm"), withinPercentage(0.01));
        assertThat(probes.get("probe_sharpness_max")).isGreaterThanOrEqualTo(probes.get("probe_sharpness_step"));
        assertThat(probes.get("probe_kl")).isPositive();
        assertThat(probes.get("probe_pac_bayes")).isBetween(probes.get("probe_posterior_train_error"), 1.0);
    }

    /** Its ball has SAM's radius; it has no posterior. */
    @Test
    void aTrialWithoutASigmaIsProbedInABall() {
        Map<String, Double> recipe = probesOf(Trials.trial(Method.SGD, 0.5, oneEpoch()), FIRST_AND_LAST);
        Map<String, Double> wide = probesOf(Trials.trial(Method.SGD, 0.5, oneEpoch()),
                new ProbePlan(List.of(), 16, 2, Optional.of(0.1), false));

        assertThat(recipe).containsOnlyKeys(OF_THE_SURFACE);
        assertThat(wide.get("probe_ideal_sam")).isCloseTo(
                2 * recipe.get("probe_ideal_sam"), withinPercentage(0.01));
        assertThat(wide.get("probe_trace_sigma_h")).isCloseTo(
                4 * recipe.get("probe_trace_sigma_h"), withinPercentage(0.1));
    }

    @Test
    void withoutAPriorThereIsNothingToDivergeFrom() {
        Map<String, Double> probes = probesOf(
                Trials.trial(Method.SAM, 0.5, Map.of(EPOCHS, 1L, BATCH_SIZE, 128L, ALPHA, 0.0)), FIRST_AND_LAST);

        assertThat(probes).containsKey("probe_posterior_test_nll").doesNotContainKeys("probe_kl", "probe_pac_bayes");
    }

    /** After one epoch the running statistics lag far behind, so that networks with their own do better. */
    @Test
    void networksOfThePosteriorMayHaveStatisticsOfTheirOwn() {
        TrialConfig config = Trials.trial(Method.RSAM, 0.5, oneEpoch());
        Map<String, Double> trained = probesOf(config, new ProbePlan(List.of(), 128, 2, Optional.empty(), false));
        Map<String, Double> recomputed = probesOf(config, new ProbePlan(List.of(), 128, 2, Optional.empty(), true));

        assertThat(recomputed.get("probe_posterior_test_nll"))
                .isLessThan(0.9 * trained.get("probe_posterior_test_nll"));
        assertThat(recomputed.get("probe_test_nll")).isEqualTo(trained.get("probe_test_nll"));
    }

    @Test
    void theNumberOfNativeArraysDoesNotGrow() {
        List<Integer> counts = new ArrayList<>();
        int before = TrainerTest.nativeArrays();
        ProbePlan always = new ProbePlan(List.of(1, 2), 16, 2, Optional.empty(), true);

        trainer.train(Trials.trial(Method.MFVI, 0.5, THREE_EPOCHS).with(always), checkpoints(1), new Recorder() {
            @Override
            public void epochCompleted(int epoch, Map<String, Double> metrics, Optional<Checkpoint> checkpoint) {
                counts.add(TrainerTest.nativeArrays());
            }
        });

        assertThat(counts).hasSize(3).allMatch(count -> count.equals(counts.get(0)));
        assertThat(TrainerTest.nativeArrays()).isEqualTo(before);
    }

    @Test
    void aStopEndsAMeasurementAfterWhichNoStepIsTakenAgain() {
        TrialConfig config = Trials.trial(Method.SAM, 0.5, oneEpoch())
                .with(new ProbePlan(List.of(), 64, 10_000, Optional.empty(), false));

        TrainingStoppedException stop = catchThrowableOfType(TrainingStoppedException.class,
                () -> trainer.train(config, checkpoints(1), Recorder.stoppingAfterPasses(100)));

        assertThat(stop.checkpoint()).map(Checkpoint::step).as("all 719 images in batches of 128").contains(5);
    }

    private Map<String, Double> probesOf(TrialConfig config, ProbePlan plan) {
        Recorder recorder = new Recorder();
        trainer.train(config.with(plan), checkpoints(plan.hashCode()), recorder);
        return split(recorder.curves().get(recorder.curves().size() - 1), true);
    }

    private static Map<Hyperparameter, Object> oneEpoch() {
        return Map.of(EPOCHS, 1L, BATCH_SIZE, 128L);
    }

    private static Map<String, Double> split(Map<String, Double> metrics, boolean probes) {
        Map<String, Double> part = new TreeMap<>(metrics);
        part.keySet().removeIf(name -> name.startsWith("probe_") != probes);
        return part;
    }

    private Checkpoints checkpoints(long trialId) {
        return new Checkpoints(directory, trialId, 1);
    }
}
