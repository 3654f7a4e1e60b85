package org.flatsweep.training.method;

import static org.flatsweep.domain.Hyperparameter.ASAM_ETA;
import static org.flatsweep.domain.Hyperparameter.ASAM_SCOPE;
import static org.flatsweep.domain.Hyperparameter.BETA;
import static org.flatsweep.domain.Hyperparameter.FSAM_ETA;
import static org.flatsweep.domain.Hyperparameter.INTERPOLATION;
import static org.flatsweep.domain.Hyperparameter.LAMBDA;
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
import org.flatsweep.training.method.Perturbation.Gradients;
import org.flatsweep.training.model.FlatLayout;

/**
 * A row of the paper's Table 1.
 *
 * @param <C> a covariance that the perturbation can work with
 */
record MethodParts<C extends Covariance>(Perturbation<? super C> perturbation, C covariance, Penalty penalty) {

    /**
     * @param mean μ, whose length and type a learned Σ shares
     * @param layout which parameter of μ is what
     * @param examples N, the training images
     */
    static MethodParts<?> of(TrialConfig config, NDArray mean, FlatLayout layout, int examples) {
        Prior prior = Prior.of(config, examples);
        L2 l2 = new L2(prior.alpha());
        return switch (config.method()) {
            case SGD -> new MethodParts<>(new NoPerturbation(), new FixedIsotropic(0), l2);
            case SAM -> new MethodParts<>(new WorstCase(), isotropic(config, mean), l2);
            case RSAM -> new MethodParts<>(new Gaussian(), isotropic(config, mean), new Kl(prior, examples, 1));
            case MFVI -> new MethodParts<>(new Gaussian(), learned(config, mean), kl(config, prior, examples));
            case VSAM -> new MethodParts<>(new WorstCase(), learned(config, mean), kl(config, prior, examples));
            case ASAM -> new MethodParts<>(new WorstCase(), magnitudeAdaptive(config, mean, layout), l2);
            case FSAM -> new MethodParts<>(new WorstCase(), fisherAdaptive(config, mean), l2);
            case INTERPOLATED -> new MethodParts<>(interpolated(config), isotropic(config, mean), l2);
        };
    }

    Gradients gradients(Objective objective, NDArray mean, long noiseSeed) {
        return perturbation.gradients(objective, mean, covariance, noiseSeed);
    }

    private static Kl kl(TrialConfig config, Prior prior, int examples) {
        return new Kl(prior, examples, config.real(BETA));
    }

    private static MagnitudeAdaptive magnitudeAdaptive(TrialConfig config, NDArray mean, FlatLayout layout) {
        AsamScope scope = AsamScope.valueOf(config.word(ASAM_SCOPE).toUpperCase(Locale.ROOT));
        NDArray scaled = mean.getManager().create(layout.mask(scope.scaled()));
        return new MagnitudeAdaptive(initialVariance(config, mean), scaled, config.real(ASAM_ETA));
    }

    private static FisherAdaptive fisherAdaptive(TrialConfig config, NDArray mean) {
        return new FisherAdaptive(initialVariance(config, mean), config.real(FSAM_ETA));
    }

    private static Interpolated interpolated(TrialConfig config) {
        return new Interpolated(config.real(LAMBDA),
                Interpolation.valueOf(config.word(INTERPOLATION).toUpperCase(Locale.ROOT)));
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
