package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;

/** What is added to the expected loss. */
sealed interface Penalty {

    Penalty NONE = new L2(0);

    /** Its gradient by μ, a new array. */
    NDArray meanGradient(NDArray mean);

    /**
     * Its gradient by the variances s, a new array.
     *
     * @param gradient of the step's first evaluation
     */
    NDArray varianceGradient(NDArray variances, NDArray gradient);

    /** α‖μ‖². PyTorch's weight decay w is 2α. */
    record L2(double alpha) implements Penalty {

        @Override
        public NDArray meanGradient(NDArray mean) {
            return mean.mul(2 * alpha);
        }

        @Override
        public NDArray varianceGradient(NDArray variances, NDArray gradient) {
            return variances.zerosLike();
        }
    }

    /**
     * KL[N(μ, Σ) ‖ N(0, σ₀² I)] / N (Eq. 5), its Σ-part scaled by β.
     *
     * @param examples N
     */
    record Kl(Prior prior, int examples, Tempering beta) implements Penalty {

        @Override
        public NDArray meanGradient(NDArray mean) {
            return mean.mul(2 * prior.alpha());
        }

        @Override
        public NDArray varianceGradient(NDArray variances, NDArray gradient) {
            return beta.scale(variances.pow(-1).neg().addi(prior.precision()), examples, gradient);
        }
    }
}
