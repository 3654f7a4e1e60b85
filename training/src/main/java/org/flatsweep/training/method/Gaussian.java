package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import org.flatsweep.training.noise.StandardNormal;

/** ε = Σ^{1/2} η with η ~ N(0, I), drawn anew every step (Algorithms 1 and 2). */
record Gaussian() implements Perturbation<Posterior> {

    @Override
    public Gradients gradients(Objective objective, NDArray mean, Posterior covariance, long noiseSeed) {
        NDArray perturbation = Transient.allBut(() -> covariance.rootTimes(noise(mean, noiseSeed), mean));
        return Gradients.of(perturbation, objective, mean, covariance);
    }

    /** η, a new array of the shape and type of μ. */
    static NDArray noise(NDArray mean, long seed) {
        return StandardNormal.draw(mean.getManager(), mean.getShape(), mean.getDataType(), seed);
    }
}
