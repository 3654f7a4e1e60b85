package org.flatsweep.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeviationsTest {

    private static final Offset<Double> EXACT = within(1e-12);

    private NDManager manager;
    private NDArray mean;
    private NDArray gradient;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager("PyTorch");
        mean = manager.create(new double[] {1, -2});
        gradient = manager.create(new double[] {3, 0.5});
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void aMethodWithoutPerturbationHasNone() {
        assertThat(optimizer(new NoPerturbation(), new FixedIsotropic(0)).deviations(gradient)).isEmpty();
    }

    @Test
    void areTheRootsOfSigmasDiagonalWhateverMakesIt() {
        LearnedDiagonal learned = new LearnedDiagonal(manager.create(new double[] {0.04, 0.09}), SigmaGradient.CLEAN,
                SigmaParameter.VARIANCE, 0, 1e-20, 1e2);
        NDArray first = manager.create(new boolean[] {true, false});

        assertThat(deviations(new FixedIsotropic(0.25))).containsExactly(new double[] {0.5, 0.5}, EXACT);
        assertThat(deviations(learned)).containsExactly(new double[] {0.2, 0.3}, EXACT);
        assertThat(deviations(new MagnitudeAdaptive(0.25, first, 0.1))).as("of |μ| + η_A and 1")
                .containsExactly(new double[] {0.5 * 1.1, 0.5}, EXACT);
        assertThat(deviations(new FisherAdaptive(0.25, 2))).as("of 1/(1 + η_F g²)")
                .containsExactly(new double[] {0.5 / Math.sqrt(19), 0.5 / Math.sqrt(1.5)}, EXACT);
    }

    private double[] deviations(Covariance covariance) {
        return optimizer(new WorstCase(), covariance).deviations(gradient).orElseThrow().toDoubleArray();
    }

    private Optimizer optimizer(Perturbation<Covariance> perturbation, Covariance covariance) {
        return new GradientDescent(mean, new MethodParts<>(perturbation, covariance, Penalty.NONE),
                new MomentumSgd(mean.zerosLike(), 0, false));
    }
}
