package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.training.method.Perturbation.Gradients;
import org.flatsweep.training.model.FlatLayout;

/** The methods that follow a gradient: a perturbation, a covariance and a penalty around a base optimiser. */
record GradientDescent(NDArray mean, MethodParts<?> parts, BaseOptimizer base) implements Optimizer {

    static GradientDescent of(TrialConfig config, NDArray mean, FlatLayout layout, int examples) {
        MethodParts<?> parts = MethodParts.of(config, mean, layout, examples);
        return new GradientDescent(mean, parts, BaseOptimizer.of(config, mean));
    }

    /** One step along g(μ + ε) + 2αμ (Eqs. 4 and 7). μ itself is not perturbed, so there is nothing to restore. */
    @Override
    public Step step(Objective objective, double learningRate, long noiseSeed) {
        Gradients gradients = parts.gradients(objective, mean, noiseSeed);
        base.step(mean, gradients.followed(), parts.penalty(), learningRate);
        gradients.sample().ifPresent(
                sample -> parts.covariance().update(sample, gradients.followed(), parts.penalty()));
        return new Step(gradients.loss(), gradients.norm());
    }

    @Override
    public Optional<NDArray> deviations(NDArray gradient) {
        return parts.perturbation() instanceof NoPerturbation
                ? Optional.empty()
                : Optional.of(parts.covariance().rootTimes(mean.onesLike(), gradient, mean));
    }

    @Override
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        state.put("mean", mean);
        state.putAll(base.state());
        parts.covariance().learned().ifPresent(s -> state.put("variances", s));
        return state;
    }

    @Override
    public Map<String, Double> covarianceMetrics() {
        return parts.covariance().learned().map(CovarianceMetrics::of).orElse(Map.of());
    }
}
