package org.flatsweep.training.method;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import org.flatsweep.training.method.Penalty.L2;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Vectors of p values that a step holds while a pass runs, whose activations need memory too. */
class StepMemoryTest {

    private static final int P = 1000;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager("PyTorch");
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void sgdHoldsTheMeanItsVelocityAndTheGradient() {
        assertThat(vectorsHeldBy(new NoPerturbation(), new FixedIsotropic(0))).isEqualTo(3);
    }

    @Test
    void samHoldsOneMore() {
        assertThat(vectorsHeldBy(new WorstCase(), new FixedIsotropic(0.01))).isEqualTo(3 + 1);
    }

    @Test
    void asamAndFisherSamHoldNoMoreThanSam() {
        NDArray scaled = manager.ones(new Shape(P)).gt(0);

        assertThat(vectorsHeldBy(new WorstCase(), new MagnitudeAdaptive(0.01, scaled, 0.01))).isEqualTo(3 + 1);
        assertThat(vectorsHeldBy(new WorstCase(), new FisherAdaptive(0.01, 1))).isEqualTo(3 + 1);
    }

    private <C extends Covariance> long vectorsHeldBy(Perturbation<? super C> perturbation, C covariance) {
        NDArray mean = manager.ones(new Shape(P));
        GradientDescent optimizer = new GradientDescent(mean,
                new MethodParts<>(perturbation, covariance, new L2(0.1)),
                new MomentumSgd(mean.zerosLike(), 0.9, false));
        long before = vectors() - 2;
        long[] most = new long[1];
        Objective objective = parameters -> {
            NDArray gradient = parameters.mul(2);
            NDArray loss = parameters.dot(parameters);
            most[0] = Math.max(most[0], vectors() - before);
            return new Objective.Evaluation(loss, gradient);
        };
        for (int step = 0; step < 3; step++) {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                optimizer.step(objective, 0.1, step);
            }
        }
        return most[0];
    }

    private long vectors() {
        return manager.getManagedArrays().stream().filter(array -> array.size() == P).count();
    }
}
