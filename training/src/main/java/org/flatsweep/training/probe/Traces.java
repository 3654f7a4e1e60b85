package org.flatsweep.training.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.function.LongUnaryOperator;
import org.flatsweep.training.method.Scalars;
import org.flatsweep.training.probe.LossSurface.Curvature;

/**
 * Traces of the Hessian H at μ by Hutchinson's estimator: with u = Σ^{1/2}v and v of independent signs,
 * E[uᵀHu] = Tr[ΣH] and E[‖Hu‖²] = Tr[ΣH²]. The first has variance 2 Σ_{i≠j} (Σ^{1/2}HΣ^{1/2})_{ij}², so both are exact
 * for a diagonal H.
 *
 * @param sigmaH Tr[ΣH]
 * @param sigmaHSquared Tr[ΣH²]
 * @param slope gᵀ∇Tr[ΣH] with Σ held, as E[gᵀ∇(uᵀHu)]
 */
record Traces(Estimate sigmaH, Estimate sigmaHSquared, Estimate slope) {

    /**
     * @param gradient g(μ)
     * @param seeds of the vectors v
     */
    static Traces estimate(LossSurface surface, NDArray mean, NDArray gradient, Neighbourhood neighbourhood,
            int samples, LongUnaryOperator seeds) {
        double[] sigmaH = new double[samples];
        double[] sigmaHSquared = new double[samples];
        double[] slope = new double[samples];
        for (int i = 0; i < samples; i++) {
            try (NDScope sample = new NDScope()) {
                sample.suppressNotUsedWarning();
                NDArray u = neighbourhood.signs(seeds.applyAsLong(i));
                Curvature along = surface.curvatureAlong(u, mean);
                sigmaH[i] = Scalars.dot(u, along.product());
                sigmaHSquared[i] = Scalars.dot(along.product(), along.product());
                slope[i] = Scalars.dot(gradient, along.slope());
            }
        }
        return new Traces(Estimate.of(sigmaH), Estimate.of(sigmaHSquared), Estimate.of(slope));
    }
}
