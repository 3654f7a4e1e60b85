package org.flatsweep.training.method;

import static org.flatsweep.domain.Hyperparameter.MOMENTUM;
import static org.flatsweep.domain.Hyperparameter.NESTEROV;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.LinkedHashMap;
import java.util.Map;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.training.method.Objective.Evaluation;
import org.flatsweep.training.method.Perturbation.Gradients;
import org.flatsweep.training.model.FlatLayout;

/** A method at work: the posterior N(μ, Σ) it moves and the state it needs for that. */
public final class Optimizer {

    private final NDArray mean;
    private final MethodParts<?> parts;
    private final MomentumSgd base;

    Optimizer(NDArray mean, MethodParts<?> parts, MomentumSgd base) {
        this.mean = mean;
        this.parts = parts;
        this.base = base;
    }

    /**
     * @param mean the initial μ, a vector of p values, from now on changed in place; its manager owns all other state
     * @param layout which parameter of μ is what
     * @param examples N, the training images
     */
    public static Optimizer of(TrialConfig config, NDArray mean, FlatLayout layout, int examples) {
        MomentumSgd base = new MomentumSgd(mean.zerosLike(), config.real(MOMENTUM), config.flag(NESTEROV));
        return new Optimizer(mean, MethodParts.of(config, mean, layout, examples), base);
    }

    /**
     * One step along g(μ + ε) + 2αμ (Eqs. 4 and 7). μ itself is not perturbed, so there is nothing to restore. Arrays
     * made on the way belong to the caller's open {@link NDScope}.
     *
     * @param learningRate δ
     * @param noiseSeed decides a Gaussian ε
     * @return the step's first evaluation: at μ, or at μ + ε for a Gaussian ε
     */
    public Evaluation step(Objective objective, double learningRate, long noiseSeed) {
        Gradients gradients = parts.gradients(objective, mean, noiseSeed);
        NDArray direction = gradients.followed().add(parts.penalty().meanGradient(mean));
        base.step(mean, direction, learningRate);
        parts.covariance().update(gradients.first().gradient(), gradients.perturbation(), parts.penalty());
        return gradients.first();
    }

    /** μ; the array is live. */
    public NDArray mean() {
        return mean;
    }

    /** Everything that steps change, by name; the arrays are live. */
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        state.put("mean", mean);
        state.put("velocity", base.velocity());
        parts.covariance().learned().ifPresent(s -> state.put("variances", s));
        return state;
    }

    /** The metrics of a learned Σ, none otherwise. */
    public Map<String, Double> covarianceMetrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        parts.covariance().learned().ifPresent(s -> {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                metrics.put("sigma_min", value(s.min()));
                metrics.put("sigma_median", value(s.median()));
                metrics.put("sigma_max", value(s.max()));
                metrics.put("sigma_radius", Math.sqrt(value(s.sum())));
            }
        });
        return metrics;
    }

    private static double value(NDArray scalar) {
        return scalar.toArray()[0].doubleValue();
    }
}
