package org.flatsweep.training.method;

import java.util.Arrays;
import java.util.stream.IntStream;

/** What {@link EvolutionStrategy} without momentum does on L = ½ Σ h_i θ_i², in expectation. */
final class EvolutionStrategyTheory {

    private EvolutionStrategyTheory() {}

    /**
     * E[μ_i²] after a step. The estimate ĝ = 1/K Σ_k z_k (z_kᵀ g) has E[ĝ_i] = g_i and
     * E[ĝ_i²] = g_i² + (g_i² + ‖g‖²)/K, since E[(zᵀg)² z_i²] = ‖g‖² + 2g_i².
     *
     * @param moments E[μ_i²]
     * @param curvature h
     */
    static double[] afterStep(double[] moments, double[] curvature, double learningRate, int pairs) {
        double[] squaredGradient = IntStream.range(0, moments.length)
                .mapToDouble(i -> curvature[i] * curvature[i] * moments[i]).toArray();
        double squaredNorm = Arrays.stream(squaredGradient).sum();
        return IntStream.range(0, moments.length)
                .mapToDouble(i -> Math.pow(1 - learningRate * curvature[i], 2) * moments[i]
                        + learningRate * learningRate * (squaredGradient[i] + squaredNorm) / pairs)
                .toArray();
    }
}
