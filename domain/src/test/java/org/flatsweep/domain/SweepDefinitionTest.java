package org.flatsweep.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.flatsweep.domain.Documents.rhoBySigma0;
import static org.flatsweep.domain.Documents.with;
import static org.flatsweep.domain.Hyperparameter.ADAM_BETA2;
import static org.flatsweep.domain.Hyperparameter.ALPHA;
import static org.flatsweep.domain.Hyperparameter.BETA;
import static org.flatsweep.domain.Hyperparameter.COVARIANCE;
import static org.flatsweep.domain.Hyperparameter.LR;
import static org.flatsweep.domain.Hyperparameter.MOMENTUM;
import static org.flatsweep.domain.Hyperparameter.PERTURBATION;
import static org.flatsweep.domain.Hyperparameter.POPULATION;
import static org.flatsweep.domain.Hyperparameter.RHO;
import static org.flatsweep.domain.Hyperparameter.SIGMA0;
import static org.flatsweep.domain.Hyperparameter.SIGMA_LR;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepDefinitionTest {

    @Test
    void spansEveryMethodsOwnGrid() {
        Map<Method, Long> trials = trialsOf(rhoBySigma0()).stream()
                .collect(Collectors.groupingBy(TrialConfig::method, Collectors.counting()));

        assertThat(trials).isEqualTo(Map.of(Method.SGD, 3L, Method.SAM, 9L, Method.RSAM, 9L, Method.VSAM, 18L));
    }

    @Test
    void isNotMultipliedByAnAxisThatAMethodDoesNotHave() {
        List<TrialConfig> trials = trialsOf(Map.of(
                "name", "n", "dataset", "digits", "model", Map.of("name", "wrn", "depth", 10, "width", 1),
                "grid", Map.of("rho", List.of(0.01, 0.1), "beta", List.of(0.5, 1, 2)),
                "methods", List.of("sgd", "sam", "vsam"), "seeds", List.of(7)));

        assertThat(trials).extracting(TrialConfig::method).containsExactly(
                Method.SGD, Method.SAM, Method.SAM, Method.VSAM, Method.VSAM, Method.VSAM, Method.VSAM, Method.VSAM,
                Method.VSAM);
        assertThat(trials.get(0).has(RHO)).isFalse();
        assertThat(trials.get(1).has(BETA)).isFalse();
    }

    @Test
    void letsAMethodReplaceASharedAxis() {
        var trials = trialsOf(with("methods", List.of(
                Map.of("name", "sgd", "lr", 0.5), Map.of("name", "sam", "grid", Map.of("lr", List.of(0.2, 0.3))))));

        assertThat(trials.stream().filter(t -> t.seed() == 0).map(t -> t.real(LR))).containsExactly(0.5, 0.2, 0.3);
    }

    @Test
    void givesTheRecipeOfThePaperToWhatIsLeftOut() {
        TrialConfig trial = trialsOf(Map.of(
                "name", "n", "dataset", "cifar10", "model", Map.of("name", "wrn", "depth", 28, "width", 10),
                "methods", List.of("vsam"), "seeds", List.of(0))).get(0);

        assertThat(trial.real(LR)).isEqualTo(0.1);
        assertThat(trial.real(ALPHA)).isEqualTo(2.5e-4);
        assertThat(trial.real(RHO)).isEqualTo(0.05);
        assertThat(trial.real(SIGMA_LR)).isEqualTo(0.01);
        assertThat(trial.has(SIGMA0)).as("derived from alpha and the number of training images").isFalse();
    }

    @ParameterizedTest
    @CsvSource({"asam, 0.5, asam_eta, 0.01", "fsam, 0.1, fsam_eta, 1"})
    void givesAMethodThePapersOwnRadiusAndEta(String method, double rho, String eta, double value) {
        TrialConfig trial = trialsOf(with("methods", List.of(method))).get(0);

        assertThat(trial.real(RHO)).isEqualTo(rho);
        assertThat(trial.real(Hyperparameter.byKey(eta).orElseThrow())).isEqualTo(value);
    }

    @Test
    void letsSigma0DisplaceTheSharedAlpha() {
        var trials = trialsOf(with("methods", List.of("sgd", Map.of("name", "vsam", "sigma0", 0.2))));

        assertThat(trials.get(0).real(ALPHA)).isEqualTo(2.5e-4);
        assertThat(trials.get(3).has(ALPHA)).isFalse();
        assertThat(trials.get(3).real(SIGMA0)).isEqualTo(0.2);
    }

    @Test
    void takesSigma0InPlaceOfAlphaForEveryPenalty() {
        TrialConfig sam = trialsOf(with("methods", List.of(Map.of("name", "sam", "sigma0", 0.2)))).get(0);

        assertThat(sam.has(ALPHA)).isFalse();
        assertThat(sam.real(SIGMA0)).isEqualTo(0.2);
    }

    @Test
    void multipliesAnOptimisersSettingsByThatOptimiserAlone() {
        var trials = trialsOf(Map.of(
                "name", "n", "dataset", "digits", "model", Map.of("name", "wrn", "depth", 10, "width", 1),
                "grid", Map.of("optimizer", List.of("sgd", "adamw"), "momentum", List.of(0, 0.9),
                        "adam_beta2", List.of(0.99, 0.999, 0.9999)),
                "methods", List.of("sam"), "seeds", List.of(0)));

        assertThat(trials).hasSize(2 + 3);
        assertThat(trials.get(0).has(ADAM_BETA2)).isFalse();
        assertThat(trials.get(0).real(LR)).isEqualTo(0.1);
        assertThat(trials.get(2).has(MOMENTUM)).isFalse();
        assertThat(trials.get(2).real(LR)).as("PyTorch's, for AdamW").isEqualTo(0.001);
    }

    @Test
    void givesACompositionTheHyperparametersOfItsParts() {
        var trials = trialsOf(with("methods", List.of("sgd", Map.of("name", "composed", "grid", Map.of(
                "perturbation", List.of("gaussian", "worst_case"), "covariance", List.of("learned", "magnitude"),
                "penalty", List.of("none"), "sigma_lr", List.of(0.1, 0.2)))))).stream()
                .filter(trial -> trial.method() == Method.COMPOSED && trial.seed() == 0).toList();

        assertThat(trials).extracting(t -> t.part(PERTURBATION), t -> t.part(COVARIANCE), t -> t.has(SIGMA_LR))
                .containsExactly(tuple("gaussian", "learned", true), tuple("gaussian", "learned", true),
                        tuple("gaussian", "magnitude", false), tuple("worst_case", "learned", true),
                        tuple("worst_case", "learned", true), tuple("worst_case", "magnitude", false));
        assertThat(trials).noneMatch(trial -> trial.has(ALPHA) || trial.has(BETA));
    }

    @Test
    void leavesToNesAndCmaEsWhatFollowsFromTheNumberOfParameters() {
        var trials = trialsOf(with("methods", List.of("sgd", "nes", "cma_es")));

        assertThat(trials.get(3).has(SIGMA_LR)).isFalse();
        assertThat(trials.get(6).has(POPULATION)).isFalse();
        assertThat(trials.get(6).has(LR)).isFalse();
    }

    @Test
    void readsWeightDecayAsTwiceAlpha() {
        var document = with("weight_decay", 5e-4);
        document.remove("grid");

        assertThat(trialsOf(document).get(0).real(ALPHA)).isEqualTo(2.5e-4);
    }

    @Test
    void takesEveryDatasetWithEveryModel() {
        var document = with("dataset", List.of("cifar10", Map.of("name", "digits", "resolution", 32)));
        document.put("model", List.of(
                Map.of("name", "wrn", "depth", 28, "width", 2), Map.of("name", "wrn", "depth", 28, "width", 10)));

        assertThat(trialsOf(document)).hasSize(4 * 39);
    }

    @Test
    void readsTheNoiseOfAVariationalAutoencoder() {
        var document = Documents.ofVae(
                Map.of("name", "vae", "latent", 8, "hidden", 256),
                Map.of("name", "vae", "latent", 8, "hidden", 256, "noise", "worst_case"),
                Map.of("name", "vae", "latent", 8, "hidden", 256, "noise", "interpolated"),
                Map.of("name", "vae", "latent", 8, "hidden", 256, "noise", "interpolated", "lambda", 1));

        assertThat(trialsOf(document)).extracting(TrialConfig::model).containsExactly(
                new VaeSpec(8, 256, LatentNoise.GAUSSIAN, Optional.empty()),
                new VaeSpec(8, 256, LatentNoise.WORST_CASE, Optional.empty()),
                new VaeSpec(8, 256, LatentNoise.INTERPOLATED, Optional.of(0.5)),
                new VaeSpec(8, 256, LatentNoise.INTERPOLATED, Optional.of(1.0)));
        assertThat(trialsOf(document)).extracting(trial -> trial.model().label()).containsExactly(
                "VAE-8-256", "VAE-8-256 worst-case", "VAE-8-256 λ=0.5", "VAE-8-256 λ=1.0");
        assertThat(trialsOf(document)).extracting(trial -> trial.model().measure()).containsOnly(Measure.ELBO);
    }

    @Test
    void trainsAConfigurationOnceThoughTwoEntriesShareIt() {
        var trials = trialsOf(with("methods", List.of(
                Map.of("name", "sam", "rho", 0.05), Map.of("name", "sam", "grid", Map.of("rho", List.of(0.05, 0.1))))));

        assertThat(trials).hasSize(2 * 3);
    }

    @Test
    void spacesALogAxisByEqualFactorsWithExactEnds() {
        var trials = trialsOf(with("methods", List.of(Map.of(
                "name", "sam", "grid", Map.of("rho", Map.of("from", 1e-3, "to", 1, "steps", 4, "scale", "log"))))));

        assertThat(trials.stream().filter(t -> t.seed() == 0).map(t -> t.real(RHO)))
                .containsExactly(0.001, 0.01, 0.1, 1.0);
    }

    @Test
    void spacesALinearAxisByEqualSteps() {
        var document = with("seeds", Map.of("from", 0, "to", 9, "steps", 10));
        document.put("methods", List.of("sgd"));

        assertThat(trialsOf(document)).extracting(TrialConfig::seed)
                .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    private static List<TrialConfig> trialsOf(Map<String, Object> document) {
        return SweepDefinitionReader.read(document).trials().toList();
    }
}
