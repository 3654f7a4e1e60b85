package org.flatsweep.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
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

    /** σ₀ = 0.2. One parameter at the prior's deviation and mean 0.4, one at mean 0 with e times its variance. */
    @Test
    void divergenceIsTheClosedFormOfTwoGaussians() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray mean = manager.create(new double[] {0.4, 0});
            NDArray deviations = manager.create(new double[] {0.2, 0.2 * Math.sqrt(Math.E)});

            double divergence = prior(Hyperparameter.SIGMA0, 0.2).divergence(mean, deviations);

            assertThat(divergence).isEqualTo(0.5 * 4 + 0.5 * (Math.E - 2), within(1e-12));
        }
    }

    @Test
    void divergenceFromAFlatPriorIsInfinite() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray one = manager.create(new double[] {1});

            assertThat(prior(Hyperparameter.ALPHA, 0).divergence(one, one)).isInfinite();
        }
    }

    private static Prior prior(Hyperparameter given, double value) {
        return Prior.of(new TrialConfig(new DatasetSpec("cifar10", 32, 0.1), new WideResNetSpec(28, 10), Method.VSAM,
                Map.of(given, value), 0), 50_000);
    }
}
