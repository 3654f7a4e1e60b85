package org.flatsweep.training.method;

import static org.flatsweep.domain.Hyperparameter.ASAM_ETA;
import static org.flatsweep.domain.Hyperparameter.ASAM_SCOPE;
import static org.flatsweep.domain.Hyperparameter.BETA;
import static org.flatsweep.domain.Hyperparameter.COVARIANCE;
import static org.flatsweep.domain.Hyperparameter.FSAM_ETA;
import static org.flatsweep.domain.Hyperparameter.INTERPOLATION;
import static org.flatsweep.domain.Hyperparameter.LAMBDA;
import static org.flatsweep.domain.Hyperparameter.PENALTY;
import static org.flatsweep.domain.Hyperparameter.PERTURBATION;
import static org.flatsweep.domain.Hyperparameter.RHO;
import static org.flatsweep.domain.Hyperparameter.SIGMA_CEILING;
import static org.flatsweep.domain.Hyperparameter.SIGMA_FLOOR;
import static org.flatsweep.domain.Hyperparameter.SIGMA_GRADIENT;
import static org.flatsweep.domain.Hyperparameter.SIGMA_LR;
import static org.flatsweep.domain.Hyperparameter.SIGMA_PARAM;

import ai.djl.ndarray.NDArray;
import java.util.Locale;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.training.BadConfigurationException;
import org.flatsweep.training.method.Penalty.Kl;
import org.flatsweep.training.method.Penalty.L2;
import org.flatsweep.training.method.Perturbation.Gradients;
import org.flatsweep.training.method.Tempering.Constant;
import org.flatsweep.training.method.Tempering.MatchRho;
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
        Penalty penalty = penalty(config, examples);
        return switch (config.part(COVARIANCE)) {
            case "none" -> new MethodParts<>(new NoPerturbation(), new FixedIsotropic(0), penalty);
            case "isotropic" -> new MethodParts<>(drawn(config), isotropic(config, mean), penalty);
            case "learned" -> new MethodParts<>(drawn(config), learned(config, mean), penalty);
            case "magnitude" -> new MethodParts<>(drawn(config), magnitudeAdaptive(config, mean, layout), penalty);
            case "fisher" -> new MethodParts<>(led(config), fisherAdaptive(config, mean), penalty);
            default -> throw unknown(config, COVARIANCE);
        };
    }

    private static Penalty penalty(TrialConfig config, int examples) {
        Prior prior = Prior.of(config, examples);
        return switch (config.part(PENALTY)) {
            case "none" -> Penalty.NONE;
            case "l2" -> new L2(prior.alpha());
            case "kl" -> new Kl(prior, examples, tempering(config));
            default -> throw unknown(config, PENALTY);
        };
    }

    private static Tempering tempering(TrialConfig config) {
        if (config.is(BETA, "match_rho")) {
            return new MatchRho(config.real(RHO));
        }
        return new Constant(config.has(BETA) ? config.real(BETA) : 1);
    }

    /** What needs no gradient before ε is known, or what does. */
    private static Perturbation<? super Posterior> drawn(TrialConfig config) {
        return config.part(PERTURBATION).equals("gaussian") ? new Gaussian() : led(config);
    }

    private static Perturbation<Covariance> led(TrialConfig config) {
        return switch (config.part(PERTURBATION)) {
            case "worst_case" -> new WorstCase();
            case "interpolated" -> interpolated(config);
            default -> throw unknown(config, PERTURBATION);
        };
    }

    private static BadConfigurationException unknown(TrialConfig config, Hyperparameter part) {
        return new BadConfigurationException("%s %s cannot be trained in this composition of %s".formatted(
                part.key(), config.part(part), config.method().key()));
    }

    Gradients gradients(Objective objective, NDArray mean, long noiseSeed) {
        return perturbation.gradients(objective, mean, covariance, noiseSeed);
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
        SigmaParameter parameter = SigmaParameter.valueOf(config.word(SIGMA_PARAM).toUpperCase(Locale.ROOT));
        SigmaGradient where = config.is(SIGMA_GRADIENT, "perturbed") ? SigmaGradient.PERTURBED : SigmaGradient.CLEAN;
        return new LearnedDiagonal(initialVariances(config, mean), where, parameter, config.real(SIGMA_LR),
                floor(config), config.real(SIGMA_CEILING));
    }

    /** ρ²/p within the bounds, for each parameter. */
    static NDArray initialVariances(TrialConfig config, NDArray mean) {
        double start = Math.max(initialVariance(config, mean), floor(config));
        return mean.onesLike().muli(Math.min(start, config.real(SIGMA_CEILING)));
    }

    /** Below this, 1/s would overflow in single precision. */
    static double floor(TrialConfig config) {
        return Math.max(config.real(SIGMA_FLOOR), Float.MIN_NORMAL);
    }

    /** ρ²/p as single precision holds it, so that a learned Σ starts as the fixed one to the bit. */
    static double initialVariance(TrialConfig config, NDArray mean) {
        return (float) (config.real(RHO) * config.real(RHO) / mean.size());
    }
}
