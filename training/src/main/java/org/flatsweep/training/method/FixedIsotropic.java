package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/** Σ = s·I for good; SAM and RandomSAM have s = ρ²/p. */
record FixedIsotropic(double variance) implements Covariance {

    @Override
    public NDArray times(NDArray vector) {
        return vector.mul(variance);
    }

    @Override
    public NDArray rootTimes(NDArray vector) {
        return vector.mul(Math.sqrt(variance));
    }

    @Override
    public void update(NDArray gradient, NDArray perturbation, Penalty penalty) {}

    @Override
    public Optional<NDArray> learned() {
        return Optional.empty();
    }
}
