package org.flatsweep.training.method;

import static org.flatsweep.domain.Hyperparameter.ESTIMATOR;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.Optional;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.training.BadConfigurationException;
import org.flatsweep.training.model.FlatLayout;

/** A method at work: the posterior N(μ, Σ) it moves and the state it needs for that. */
public interface Optimizer {

    /**
     * @param mean the initial μ, a vector of p values, from now on changed in place; its manager owns all other state
     * @param layout which parameter of μ is what
     * @param examples N, the training images
     */
    static Optimizer of(TrialConfig config, NDArray mean, FlatLayout layout, int examples) {
        return switch (config.part(ESTIMATOR)) {
            case "gradient" -> GradientDescent.of(config, mean, layout, examples);
            case "score" -> ScoreFunction.of(config, mean);
            case "natural" -> ScoreFunction.natural(config, mean);
            case "cma" -> ScoreFunction.cma(config, mean);
            default -> throw new BadConfigurationException(
                    "estimator %s is none of gradient, score, natural, cma".formatted(config.part(ESTIMATOR)));
        };
    }

    /**
     * Moves μ, and Σ where it is learned. Arrays made on the way belong to the caller's open
     * {@link ai.djl.ndarray.NDScope}.
     *
     * @param learningRate δ
     * @param noiseSeed decides what is random about the step
     * @return what its first evaluation found: at μ, or at μ + ε for a Gaussian ε
     */
    Step step(Objective objective, double learningRate, long noiseSeed);

    /**
     * @param loss a scalar
     * @param gradientNorm a scalar
     */
    record Step(NDArray loss, NDArray gradientNorm) {}

    /** μ; the array is live. */
    NDArray mean();

    /** Hyperparameters that follow from the number of parameters where the trial does not give them. */
    default Map<String, Object> derived() {
        return Map.of();
    }

    /**
     * The diagonal of Σ^{1/2} as it stands at μ, a new vector; empty where the method has no Σ.
     *
     * @param gradient g(μ), which shapes the Σ of some methods
     */
    Optional<NDArray> deviations(NDArray gradient);

    /** Everything that steps change, by name; the arrays are live. */
    Map<String, NDArray> state();

    /** The metrics of a learned Σ, none otherwise. */
    Map<String, Double> covarianceMetrics();
}
