package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;

/** The quantity that gradient descent on Σ moves; each applies the chain rule to ∂/∂s and stays within the bounds. */
enum SigmaParameter {

    /** s itself, as in Algorithm 3. */
    VARIANCE {
        @Override
        NDArray descend(NDArray s, NDArray gradient, double rate, double floor, double ceiling) {
            return s.sub(gradient.mul(rate)).clip(floor, ceiling);
        }
    },

    /** √s: ∂/∂√s = 2√s ∂/∂s. */
    STD {
        @Override
        NDArray descend(NDArray s, NDArray gradient, double rate, double floor, double ceiling) {
            NDArray deviation = s.sqrt();
            return deviation.sub(deviation.mul(gradient).mul(2 * rate)).clip(Math.sqrt(floor), Math.sqrt(ceiling))
                    .square().clip(floor, ceiling);
        }
    },

    /** ln s: ∂/∂ln s = s ∂/∂s, a multiplicative step. */
    LOG_VARIANCE {
        @Override
        NDArray descend(NDArray s, NDArray gradient, double rate, double floor, double ceiling) {
            return s.mul(s.mul(gradient).mul(-rate).exp()).clip(floor, ceiling);
        }
    };

    /** @param gradient ∂/∂s */
    abstract NDArray descend(NDArray s, NDArray gradient, double rate, double floor, double ceiling);
}
