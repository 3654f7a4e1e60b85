package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.flatsweep.training.method.Population.Moments;

/**
 * Variational optimisation (VO; Staines and Barber 2012): descent of E[L] in (μ, ln √s) for Σ = diag(s) along its
 * score-function gradients ∂E[L]/∂μ = E[L z]/√s and ∂E[L]/∂ln √s = E[L (z² − 1)], estimated by K antithetic pairs.
 * The baseline L(μ) is subtracted from L: it cancels from the μ-part of a pair, but would drown the other.
 *
 * @param mean μ, changed in place
 * @param scale ln √s
 * @param pairs K
 * @param base moves μ
 */
record VariationalOptimization(NDArray mean, LogDeviation scale, int pairs, BaseOptimizer base) implements Optimizer {

    @Override
    public Step step(Objective objective, double learningRate, long noiseSeed) {
        NDArray deviation = scale.deviation();
        Population population = Population.ofPairs(objective, mean, deviation::mul, pairs, noiseSeed);
        Moments moments = population.moments(FitnessShaping.RAW);
        NDArray gradient = moments.first().div(deviation);
        base.step(mean, gradient, Penalty.NONE, learningRate);
        scale.descend(moments.second());
        return new Step(population.meanLoss(), gradient.norm());
    }

    @Override
    public Optional<NDArray> deviations(NDArray gradient) {
        return Optional.of(scale.deviation());
    }

    @Override
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        state.put("mean", mean);
        state.putAll(base.state());
        state.put("variances", scale.variances());
        return state;
    }

    @Override
    public Map<String, Double> covarianceMetrics() {
        return CovarianceMetrics.of(scale.variances());
    }
}
