package org.flatsweep.training.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TracesTest {

    private static final Offset<Double> EXACT = within(1e-10);
    private static final double[][] H = {{4, 1, 0}, {1, 2, -0.5}, {0, -0.5, -1}};
    private static final double[] S = {0.04, 0.01, 0.09};

    private NDManager manager;
    private NDArray mean;
    private Neighbourhood neighbourhood;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager("PyTorch");
        mean = manager.create(new double[] {1, -2, 0.5});
        neighbourhood = new Neighbourhood(manager.create(S).sqrt());
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** L = Σ (h θ² / 2 + θ³): H = diag(h + 6θ), ∇Tr[ΣH] = 6s. */
    @Test
    void ofADiagonalHessianAreExactInEverySample() {
        NDArray h = manager.create(new double[] {4, 2, -1});
        NDArray gradient = manager.create(new double[] {0.3, 1, -2});

        Traces traces = estimate(theta -> theta.square().mul(h).mul(0.5).add(theta.pow(3)).sum(), gradient, 2);

        assertThat(traces.sigmaH().mean()).isEqualTo(0.04 * 10 + 0.01 * -10 + 0.09 * 2, EXACT);
        assertThat(traces.sigmaHSquared().mean()).isEqualTo(0.04 * 100 + 0.01 * 100 + 0.09 * 4, EXACT);
        assertThat(traces.slope().mean()).isEqualTo(6 * (0.04 * 0.3 + 0.01 * 1 + 0.09 * -2), EXACT);
        assertThat(traces.sigmaH().error()).isEqualTo(0, EXACT);
        assertThat(traces.sigmaHSquared().error()).isEqualTo(0, EXACT);
        assertThat(traces.slope().error()).isEqualTo(0, EXACT);
    }

    /**
     * Tr[ΣH] = 0.09; the estimator's variance is 4 Σ_{i<j} s_i s_j H_ij² = 0.0025. Four standard deviations would give
     * a right estimator the alarm in 1 of 16,000 choices of the seeds.
     */
    @Test
    void ofAnyHessianAreUnbiasedWithTheErrorTheyClaim() {
        NDArray hessian = manager.create(H);
        int samples = 1000;

        Traces traces = estimate(theta -> theta.dot(hessian.matMul(theta)).mul(0.5), mean, samples);

        double deviation = Math.sqrt(0.0025 / samples);
        assertThat(traces.sigmaH().mean()).isEqualTo(0.09, within(4 * deviation));
        assertThat(traces.sigmaH().error()).isCloseTo(deviation, Percentage.withPercentage(10));
        double squared = 0.04 * 17 + 0.01 * 5.25 + 0.09 * 1.25;
        assertThat(traces.sigmaHSquared().mean())
                .isEqualTo(squared, within(4 * traces.sigmaHSquared().error()));
        assertThat(traces.sigmaHSquared().error()).isLessThan(0.01);
        assertThat(traces.slope()).as("the Hessian is the same everywhere").isEqualTo(new Estimate(0, 0));
    }

    /** L = (θ₁ + θ₂)³/6 has H = (θ₁ + θ₂)·[[1, 1], [1, 1]] and so Tr[ΣH] = (θ₁ + θ₂)(s₁ + s₂). */
    @Test
    void theSlopeIsThatOfTheTraceAlongTheGradient() {
        mean = manager.create(new double[] {1, 2});
        neighbourhood = new Neighbourhood(manager.create(new double[] {0.2, 0.3}));

        Traces traces = estimate(theta -> theta.sum().pow(3).div(6), manager.create(new double[] {1, 0.5}), 400);

        assertThat(traces.slope().mean()).isEqualTo(1.5 * 0.13, within(4 * traces.slope().error()));
        assertThat(traces.slope().error()).isBetween(1e-4, 0.02);
    }

    private Traces estimate(UnaryOperator<NDArray> loss, NDArray gradient, int samples) {
        LossSurface surface = new LossSurface(List.of(loss), new Autograd(manager), () -> { });
        return Traces.estimate(surface, mean, gradient, neighbourhood, samples, i -> i);
    }
}
