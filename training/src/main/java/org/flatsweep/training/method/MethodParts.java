package org.flatsweep.training.method;

import static org.flatsweep.domain.Hyperparameter.BETA;
import static org.flatsweep.domain.Hyperparameter.RHO;
import static org.flatsweep.domain.Hyperparameter.SIGMA_CEILING;
import static org.flatsweep.domain.Hyperparameter.SIGMA_FLOOR;
import static org.flatsweep.domain.Hyperparameter.SIGMA_LR;
import static org.flatsweep.domain.Hyperparameter.SIGMA_PARAM;

import ai.djl.ndarray.NDArray;
import java.util.Locale;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.training.method.Penalty.Kl;
import org.flatsweep.training.method.Penalty.L2;

/** A row of the paper's Table 1. */
record MethodParts(Perturbation perturbation, Covariance covariance, Penalty penalty) {

    /**
     * @param mean μ, whose length and type a learned Σ shares
     * @param examples N, the training images
     */
    static MethodParts of(TrialConfig config, NDArray mean, int examples) {
        Prior prior = Prior.of(config, examples);
        return switch (config.method()) {
            case SGD -> new MethodParts(Perturbation.NONE, new FixedIsotropic(0), new L2(prior.alpha()));
            case SAM -> new MethodParts(Perturbation.WORST_CASE, isotropic(config, mean), new L2(prior.alpha()));
            case RSAM -> new MethodParts(Perturbation.GAUSSIAN, isotropic(config, mean), new Kl(prior, examples, 1));
            case MFVI -> new MethodParts(Perturbation.GAUSSIAN, learned(config, mean),
                    new Kl(prior, examples, config.real(BETA)));
            case VSAM -> new MethodParts(Perturbation.WORST_CASE, learned(config, mean),
                    new Kl(prior, examples, config.real(BETA)));
        };
    }

    private static FixedIsotropic isotropic(TrialConfig config, NDArray mean) {
        return new FixedIsotropic(initialVariance(config, mean));
    }

    private static LearnedDiagonal learned(TrialConfig config, NDArray mean) {
        // Below this, 1/s would overflow in single precision.
        double floor = Math.max(config.real(SIGMA_FLOOR), Float.MIN_NORMAL);
        double ceiling = config.real(SIGMA_CEILING);
        double start = Math.min(Math.max(initialVariance(config, mean), floor), ceiling);
        SigmaParameter parameter = SigmaParameter.valueOf(config.word(SIGMA_PARAM).toUpperCase(Locale.ROOT));
        return new LearnedDiagonal(mean.onesLike().muli(start), parameter, config.real(SIGMA_LR), floor, ceiling);
    }

    /** ρ²/p as single precision holds it, so that a learned Σ starts as the fixed one to the bit. */
    private static double initialVariance(TrialConfig config, NDArray mean) {
        return (float) (config.real(RHO) * config.real(RHO) / mean.size());
    }
}
