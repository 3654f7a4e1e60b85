package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;

/** What is added to the expected loss. */
sealed interface Penalty {

    /** Its gradient by μ. */
    NDArray meanGradient(NDArray mean);

    /** Its gradient by the variances s. */
    NDArray varianceGradient(NDArray variances);

    /** α‖μ‖². PyTorch's weight decay w is 2α. */
    record L2(double alpha) implements Penalty {

        @Override
        public NDArray meanGradient(NDArray mean) {
            return mean.mul(2 * alpha);
        }

        @Override
        public NDArray varianceGradient(NDArray variances) {
            return variances.zerosLike();
        }
    }

    /**
     * KL[N(μ, Σ) ‖ N(0, σ₀² I)] / N (Eq. 5), its Σ-part scaled by β.
     *
     * @param examples N
     * @param beta 1 is the evidence lower bound
     */
    record Kl(Prior prior, int examples, double beta) implements Penalty {

        @Override
        public NDArray meanGradient(NDArray mean) {
            return mean.mul(2 * prior.alpha());
        }

        @Override
        public NDArray varianceGradient(NDArray variances) {
            return variances.pow(-1).neg().addi(prior.precision()).muli(beta / (2.0 * examples));
        }
    }
}
