package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.flatsweep.training.method.Population.Moments;

/**
 * Separable natural evolution strategy (SNES; Schaul, Glasmachers, Schmidhuber 2011; Wierstra et al. 2014) with
 * antithetic pairs: natural gradient descent of E[L] in (μ, ln √s) for Σ = diag(s), where
 * μ ← μ + η₁ √s ⊙ Σ_k u_k z_k and ln √s ← ln √s + (η₂/2) Σ_k u_k (z_k² − 1), u_k being the utility of point k.
 *
 * @param mean μ, changed in place
 * @param scale ln √s
 * @param pairs half the population
 */
record SeparableNes(NDArray mean, LogDeviation scale, int pairs) implements Optimizer {

    /** η₂ by default: (3 + ln p) / (5√p) for p parameters (Wierstra et al. 2014, table 1). Their η₁ is 1. */
    static double publishedSigmaLearningRate(long p) {
        return (3 + Math.log(p)) / (5 * Math.sqrt(p));
    }

    /** Pairs for a population of 4 + ⌊3 ln p⌋ (table 1), rounded up. */
    static int publishedPairs(long p) {
        return (SeparableCmaEs.publishedPoints(p) + 1) / 2;
    }

    /** @return with the norm of the natural gradient −√s ⊙ Σ_k u_k z_k */
    @Override
    public Step step(Objective objective, double learningRate, long noiseSeed) {
        NDArray deviation = scale.deviation();
        Population population = Population.ofPairs(objective, mean, deviation::mul, pairs, noiseSeed);
        Moments moments = population.moments(FitnessShaping.UTILITIES);
        NDArray gradient = deviation.mul(moments.first());
        mean.subi(gradient.mul(learningRate));
        // The Fisher information of ln √s is 2.
        scale.descend(moments.second().div(2));
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
        state.put("variances", scale.variances());
        return state;
    }

    @Override
    public Map<String, Object> derived() {
        return Map.of("population", 2 * pairs, "sigma_lr", scale.learningRate());
    }

    @Override
    public Map<String, Double> covarianceMetrics() {
        return CovarianceMetrics.of(scale.variances());
    }
}
