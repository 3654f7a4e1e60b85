package org.flatsweep.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.flatsweep.domain.Hyperparameter.ASAM_SCOPE;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.EnumMap;
import java.util.Map;
import org.flatsweep.domain.DatasetSpec;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.Method;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.domain.WideResNetSpec;
import org.flatsweep.training.model.WideResNet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MethodPartsTest {

    private static final WideResNetSpec MODEL = new WideResNetSpec(10, 1);

    /** Along a gradient of ones Σg is T²ρ²/p. BatchNorm's scale starts at 1, biases at 0, and η_A is 0.01. */
    @ParameterizedTest
    @CsvSource({"all_weights, 1.01", "conv_linear, 1"})
    void theScopeDecidesWhetherAsamScalesBatchNorm(String scope, double ofNormScale) {
        WideResNet network = new WideResNet(MODEL, 1, 10);
        Map<Hyperparameter, Object> hyperparameters = new EnumMap<>(Method.ASAM.complete(Map.of()));
        hyperparameters.put(ASAM_SCOPE, scope);
        TrialConfig config = new TrialConfig(new DatasetSpec("digits", 16, 0.1), MODEL, Method.ASAM,
                hyperparameters, 0);
        float[] start = network.initialParameters(0);

        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray mean = manager.create(start);
            Covariance asam = MethodParts.of(config, mean, network.layout(), 1000).covariance();
            float[] along = asam.times(mean.onesLike(), mean).mul(start.length / 0.25).toFloatArray();

            for (int i = 0; i < start.length; i++) {
                double scale = start[i] == 1 ? ofNormScale : start[i] == 0 ? 1 : Math.abs(start[i]) + 0.01;
                assertThat((double) along[i]).isEqualTo(scale * scale, within(1e-5));
            }
        }
    }
}
