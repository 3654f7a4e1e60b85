package org.flatsweep.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.flatsweep.domain.Documents.rhoBySigma0;
import static org.flatsweep.domain.Documents.with;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TrialConfigTest {

    private static final List<TrialConfig> TRIALS = SweepDefinitionReader.read(rhoBySigma0()).trials().toList();

    private static final List<TrialConfig> VAES = SweepDefinitionReader.read(Documents.ofVae(
            Map.of("name", "vae", "latent", 8, "hidden", 256),
            Map.of("name", "vae", "latent", 8, "hidden", 256, "noise", "worst_case"),
            Map.of("name", "vae", "latent", 8, "hidden", 256, "noise", "interpolated"),
            Map.of("name", "vae", "latent", 8, "hidden", 256, "noise", "interpolated", "lambda", 0.25))).trials()
            .toList();

    private static Stream<TrialConfig> trials() {
        return Stream.concat(TRIALS.stream(), VAES.stream());
    }

    @Test
    void survivesItsStoredForm() {
        assertThat(trials()).allSatisfy(trial -> {
            assertThat(TrialConfig.fromMap(trial.toMap())).isEqualTo(trial);
            assertThat(TrialConfig.fromMap(trial.toMap()).identity()).isEqualTo(trial.identity());
        });
    }

    @Test
    void keepsItsIdentityWhateverIsProbed() {
        var probes = Map.of("at", List.of(1), "rho", 0.2, "recompute_statistics", true);
        var probed = SweepDefinitionReader.read(with("probes", probes)).trials().toList();

        assertThat(probed).extracting(TrialConfig::identity)
                .isEqualTo(TRIALS.stream().map(TrialConfig::identity).toList());
        assertThat(probed).allSatisfy(trial -> {
            assertThat(trial.probes()).isPresent();
            assertThat(TrialConfig.fromMap(trial.toMap())).isEqualTo(trial);
        });
    }

    @Test
    void hasAnIdentityOfItsOwn() {
        assertThat(trials()).extracting(TrialConfig::identity).doesNotHaveDuplicates();
    }

    /** Else what is stored could not be told to be the same trial. */
    @Test
    void keepsTheIdentityItHadInEarlierVersions() {
        assertThat(TRIALS.get(0).identity()).isEqualTo(
                "c9d13b21ba2e225bab0c14aa4c9c2a6e253e65872bc762e40bce75f1c4d9741e");
    }

    @Test
    void sharesItsConfigurationWithItsOtherSeedsOnly() {
        assertThat(TRIALS.stream().map(TrialConfig::configurationHash).distinct()).hasSize(13);
        assertThat(TRIALS.get(0).configurationHash()).isEqualTo(TRIALS.get(2).configurationHash());
    }

    @Test
    void isTheSameHoweverANumberIsWritten() {
        var trial = SweepDefinitionReader.read(with("epochs", 10.0)).trials().findFirst().orElseThrow();

        assertThat(trial.identity()).isEqualTo(TRIALS.get(0).identity());
    }

    @Test
    void saysWhichHyperparameterItLacks() {
        assertThatIllegalArgumentException().isThrownBy(() -> TRIALS.get(0).real(Hyperparameter.RHO))
                .withMessageContaining("has no rho");
    }

    @Test
    @SuppressWarnings("unchecked")
    void readsWhatAnEarlierVersionStored() {
        TrialConfig trial = TRIALS.get(0);
        Map<String, Object> stored = trial.toMap();
        Map<String, Object> hyperparameters = new LinkedHashMap<>((Map<String, Object>) stored.get("hyperparameters"));
        hyperparameters.remove("optimizer");
        stored.put("hyperparameters", hyperparameters);

        assertThat(TrialConfig.fromMap(stored)).isEqualTo(trial);
    }

    @Test
    void refusesAStoredFormItCannotRead() {
        assertThatIllegalArgumentException().isThrownBy(() -> TrialConfig.fromMap(Map.of("method", "sgd")))
                .withMessageContaining("not a trial configuration");
    }
}
