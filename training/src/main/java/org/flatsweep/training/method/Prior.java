package org.flatsweep.training.method;

import static org.flatsweep.domain.Hyperparameter.ALPHA;
import static org.flatsweep.domain.Hyperparameter.PENALTY;
import static org.flatsweep.domain.Hyperparameter.SIGMA0;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import org.flatsweep.domain.TrialConfig;

/**
 * N(0, σ₀² I), whose σ₀ and L2 strength determine each other: α = 1/(2Nσ₀²).
 *
 * @param precision 1/σ₀²; 0, the flat prior, where α = 0
 */
public record Prior(double alpha, double precision) {

    /**
     * The flat one where there is no penalty.
     *
     * @param examples N, the training images
     */
    public static Prior of(TrialConfig config, int examples) {
        if (config.part(PENALTY).equals("none")) {
            return new Prior(0, 0);
        }
        if (config.has(SIGMA0)) {
            double precision = 1 / (config.real(SIGMA0) * config.real(SIGMA0));
            return new Prior(precision / (2.0 * examples), precision);
        }
        return new Prior(config.real(ALPHA), 2.0 * examples * config.real(ALPHA));
    }

    /**
     * KL[N(μ, Σ) ‖ N(0, σ₀² I)] = ½ Σ_i [s_i/σ₀² + μ_i²/σ₀² − 1 − ln(s_i/σ₀²)] in nats (Eq. 53); infinite where flat.
     *
     * @param deviations √s, the diagonal of Σ^{1/2}
     */
    public double divergence(NDArray mean, NDArray deviations) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray ratio = deviations.toType(DataType.FLOAT64, true).square().muli(precision);
            NDArray distance = mean.toType(DataType.FLOAT64, true).square().muli(precision);
            return 0.5 * ratio.add(distance).subi(ratio.log()).subi(1).sum().getDouble();
        }
    }

    public boolean isFlat() {
        return precision == 0;
    }

    /** σ₀, infinite for the flat prior. */
    public double sigma0() {
        return 1 / Math.sqrt(precision);
    }
}
