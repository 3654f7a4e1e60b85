package org.flatsweep.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.flatsweep.domain.DatasetSpec;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.Method;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.domain.WideResNetSpec;
import org.junit.jupiter.api.Test;

class PriorTest {

    @Test
    void theRecipesAlphaMeansAPriorDeviationOfOneFifth() {
        assertThat(prior(Hyperparameter.ALPHA, 2.5e-4).sigma0()).isEqualTo(0.2, within(1e-12));
    }

    @Test
    void aPriorDeviationMeansAnAlpha() {
        assertThat(prior(Hyperparameter.SIGMA0, 0.2).alpha()).isEqualTo(2.5e-4, within(1e-15));
    }

    @Test
    void noAlphaIsAFlatPrior() {
        Prior prior = prior(Hyperparameter.ALPHA, 0);

        assertThat(prior.isFlat()).isTrue();
        assertThat(prior.precision()).isZero();
    }

    private static Prior prior(Hyperparameter given, double value) {
        return Prior.of(new TrialConfig(new DatasetSpec("cifar10", 32, 0.1), new WideResNetSpec(28, 10), Method.VSAM,
                Map.of(given, value), 0), 50_000);
    }
}
