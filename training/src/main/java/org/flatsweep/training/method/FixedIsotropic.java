package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;

/** Σ = s·I for good; SAM and RandomSAM have s = ρ²/p. */
record FixedIsotropic(double variance) implements Posterior {

    @Override
    public NDArray times(NDArray gradient, NDArray mean) {
        return gradient.mul(variance);
    }

    @Override
    public NDArray rootTimes(NDArray vector, NDArray mean) {
        return vector.mul(Math.sqrt(variance));
    }
}
