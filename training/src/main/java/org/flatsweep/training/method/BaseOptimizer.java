package org.flatsweep.training.method;

import static org.flatsweep.domain.Hyperparameter.ADAM_BETA1;
import static org.flatsweep.domain.Hyperparameter.ADAM_BETA2;
import static org.flatsweep.domain.Hyperparameter.ADAM_EPSILON;
import static org.flatsweep.domain.Hyperparameter.MOMENTUM;
import static org.flatsweep.domain.Hyperparameter.NESTEROV;
import static org.flatsweep.domain.Hyperparameter.OPTIMIZER;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.flatsweep.domain.TrialConfig;

/** Turns a gradient and a penalty into a step of μ. */
sealed interface BaseOptimizer permits MomentumSgd, AdamW {

    static BaseOptimizer of(TrialConfig config, NDArray mean) {
        if (config.is(OPTIMIZER, "adamw")) {
            NDArray steps = mean.getManager().zeros(new Shape(), mean.getDataType());
            return new AdamW(mean.zerosLike(), mean.zerosLike(), steps,
                    config.real(ADAM_BETA1), config.real(ADAM_BETA2), config.real(ADAM_EPSILON));
        }
        return new MomentumSgd(mean.zerosLike(), config.real(MOMENTUM), config.flag(NESTEROV));
    }

    /**
     * @param mean μ, changed in place
     * @param gradient of the expected loss by μ, without the penalty
     * @param learningRate δ
     */
    void step(NDArray mean, NDArray gradient, Penalty penalty, double learningRate);

    /** Everything that steps change beside μ, by name; the arrays are live. */
    Map<String, NDArray> state();
}
