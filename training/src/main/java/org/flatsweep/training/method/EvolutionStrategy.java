package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Evolution strategy (ES) with a fixed Σ = σ²I (Salimans et al. 2017, algorithm 1, with antithetic pairs): a base
 * optimiser follows ĝ = 1/(2Kσ) Σ_k [L(μ + σz_k) − L(μ − σz_k)] z_k, where shaped fitness may stand in for L.
 *
 * <p>Without shaping E[ĝ] is the gradient of E[L(μ + σz)], the loss smoothed over the perturbations. On L = ½ θᵀHθ that
 * is Hμ, and ĝ = 1/K Σ_k z_k z_kᵀ Hμ does not depend on σ. So plain descent with rate δ contracts E[μ] by I − δH a
 * step, and, for diagonal H, moves the second moments m_i = E[μ_i²] by
 * m_i ← (1 − δH_ii)² m_i + δ²/K (H_ii² m_i + Σ_j H_jj² m_j).
 * On the sphere H = I, E‖μ‖² thus falls by 1 − 2δ + δ²(1 + (p+1)/K) a step, at best by (p+1)/(K+p+1), for
 * δ = K/(K+p+1): with K ≪ p the learning rate has to be about p/K times smaller than a gradient's.
 *
 * @param mean μ, changed in place
 * @param covariance σ²I
 * @param pairs K
 */
record EvolutionStrategy(NDArray mean, FixedIsotropic covariance, int pairs, FitnessShaping shaping, BaseOptimizer base)
        implements Optimizer {

    @Override
    public Step step(Objective objective, double learningRate, long noiseSeed) {
        Population population = Population.ofPairs(
                objective, mean, vector -> covariance.rootTimes(vector, mean), pairs, noiseSeed);
        NDArray gradient = population.moments(shaping).first().divi(Math.sqrt(covariance.variance()));
        base.step(mean, gradient, Penalty.NONE, learningRate);
        return new Step(population.meanLoss(), gradient.norm());
    }

    @Override
    public Optional<NDArray> deviations(NDArray gradient) {
        return Optional.of(covariance.rootTimes(mean.onesLike(), mean));
    }

    @Override
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        state.put("mean", mean);
        state.putAll(base.state());
        return state;
    }

    @Override
    public Map<String, Double> covarianceMetrics() {
        return Map.of();
    }
}
