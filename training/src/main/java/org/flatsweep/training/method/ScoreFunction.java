package org.flatsweep.training.method;

import static org.flatsweep.domain.Hyperparameter.COVARIANCE;
import static org.flatsweep.domain.Hyperparameter.FITNESS;
import static org.flatsweep.domain.Hyperparameter.POPULATION;
import static org.flatsweep.domain.Hyperparameter.SIGMA_CEILING;
import static org.flatsweep.domain.Hyperparameter.SIGMA_LR;

import ai.djl.ndarray.NDArray;
import org.flatsweep.domain.TrialConfig;

/** The methods that know losses alone, as a trial configures them. */
final class ScoreFunction {

    private ScoreFunction() {}

    /** ES with a fixed Σ, VO with a learned one. */
    static Optimizer of(TrialConfig config, NDArray mean) {
        BaseOptimizer base = BaseOptimizer.of(config, mean);
        int pairs = config.integer(POPULATION) / 2;
        FitnessShaping shaping = config.is(FITNESS, "raw") ? FitnessShaping.RAW : FitnessShaping.CENTRED_RANKS;
        return config.part(COVARIANCE).equals("learned")
                ? new VariationalOptimization(mean, scale(config, mean, config.real(SIGMA_LR)), pairs, base)
                : new EvolutionStrategy(
                        mean, new FixedIsotropic(MethodParts.initialVariance(config, mean)), pairs, shaping, base);
    }

    static Optimizer natural(TrialConfig config, NDArray mean) {
        int pairs = config.has(POPULATION) ? config.integer(POPULATION) / 2 : SeparableNes.publishedPairs(mean.size());
        double sigmaRate = config.has(SIGMA_LR) ? config.real(SIGMA_LR)
                : SeparableNes.publishedSigmaLearningRate(mean.size());
        return new SeparableNes(mean, scale(config, mean, sigmaRate), pairs);
    }

    static Optimizer cma(TrialConfig config, NDArray mean) {
        int points = config.has(POPULATION) ? config.integer(POPULATION) : SeparableCmaEs.publishedPoints(mean.size());
        return new SeparableCmaEs(mean, MethodParts.initialVariances(config, mean), points,
                MethodParts.floor(config), config.real(SIGMA_CEILING));
    }

    private static LogDeviation scale(TrialConfig config, NDArray mean, double learningRate) {
        return new LogDeviation(MethodParts.initialVariances(config, mean), learningRate,
                MethodParts.floor(config), config.real(SIGMA_CEILING));
    }
}
