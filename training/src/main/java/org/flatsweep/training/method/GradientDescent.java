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

/** The methods that follow a gradient: a perturbation, a covariance and a penalty around a base optimiser. */
final class GradientDescent implements Optimizer {

    private final NDArray mean;
    private final MethodParts<?> parts;
    private final MomentumSgd base;

    GradientDescent(NDArray mean, MethodParts<?> parts, MomentumSgd base) {
        this.mean = mean;
        this.parts = parts;
        this.base = base;
    }

    static GradientDescent of(TrialConfig config, NDArray mean, FlatLayout layout, int examples) {
        MomentumSgd base = new MomentumSgd(mean.zerosLike(), config.real(MOMENTUM), config.flag(NESTEROV));
        return new GradientDescent(mean, MethodParts.of(config, mean, layout, examples), base);
    }

    /** One step along g(μ + ε) + 2αμ (Eqs. 4 and 7). μ itself is not perturbed, so there is nothing to restore. */
    @Override
    public Evaluation step(Objective objective, double learningRate, long noiseSeed) {
        Gradients gradients = parts.gradients(objective, mean, noiseSeed);
        NDArray direction = gradients.followed().add(parts.penalty().meanGradient(mean));
        base.step(mean, direction, learningRate);
        parts.covariance().update(gradients.first().gradient(), gradients.perturbation(), parts.penalty());
        return gradients.first();
    }

    @Override
    public NDArray mean() {
        return mean;
    }

    @Override
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        state.put("mean", mean);
        state.put("velocity", base.velocity());
        parts.covariance().learned().ifPresent(s -> state.put("variances", s));
        return state;
    }

    @Override
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
