package org.flatsweep.training.probe;

import ai.djl.ndarray.NDArray;
import org.flatsweep.training.method.Scalars;
import org.flatsweep.training.noise.StandardNormal;

/**
 * What a diagonal Σ spans around μ: the ellipsoid εᵀΣ⁻¹ε ≤ p and the Gaussian N(0, Σ).
 *
 * @param deviations the diagonal of Σ^{1/2}, p values
 */
record Neighbourhood(NDArray deviations) {

    /** Σ = ρ²/p·I, whose ellipsoid is SAM's ball. */
    static Neighbourhood ball(double rho, NDArray mean) {
        return new Neighbourhood(mean.onesLike().muli(rho / Math.sqrt(mean.size())));
    }

    /** ε* = √p Σg/√(gᵀΣg), which maximises gᵀε within the ellipsoid (Eq. 2); 0 where g = 0. */
    NDArray worstCase(NDArray gradient) {
        NDArray scaled = deviations.mul(gradient);
        double norm = Scalars.value(scaled.norm());
        return norm == 0 ? scaled : scaled.muli(deviations).muli(Math.sqrt(gradient.size()) / norm);
    }

    /** gᵀε* = √p √(gᵀΣg), by which the worst case raises the loss to first order (Proposition 1). */
    double linearIncrease(NDArray gradient) {
        return Math.sqrt(gradient.size()) * Scalars.value(deviations.mul(gradient).norm());
    }

    /** ε ~ N(0, Σ). */
    NDArray gaussian(long seed) {
        return normal(seed).muli(deviations);
    }

    /** Σ^{1/2} v for a v of independent signs (Rademacher). */
    NDArray signs(long seed) {
        return normal(seed).gte(0).toType(deviations.getDataType(), false).muli(2).subi(1).muli(deviations);
    }

    private NDArray normal(long seed) {
        return StandardNormal.draw(deviations.getManager(), deviations.getShape(), deviations.getDataType(), seed);
    }
}
