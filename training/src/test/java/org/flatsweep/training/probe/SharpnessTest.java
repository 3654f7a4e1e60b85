package org.flatsweep.training.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharpnessTest {

    private static final Offset<Double> EXACT = within(1e-12);

    private NDManager manager;
    private NDArray mean;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager("PyTorch");
        mean = manager.create(new double[] {1, -2});
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** L = ½ Σ hθ² with h = (4, 1): g = (4, −2), and SAM goes to μ + ρg/‖g‖. */
    @Test
    void theStepIsTheRiseWhereSamGoes() {
        Sharpness sharpness = inBall(0.3, bowl());

        double norm = Math.sqrt(20);
        assertThat(sharpness.step()).isEqualTo(0.3 * norm + 0.5 * 0.09 * (4 * 16 + 4) / 20, EXACT);
    }

    /** On the circle ε = 0.3(cos t, sin t), whose best angle was found by bisection of the derivative by t. */
    @Test
    void theMaximumOfAConvexLossIsFoundOnItsEllipsoid() {
        Sharpness sharpness = inBall(0.3, bowl());

        double low = -Math.PI / 2;
        double high = 0;
        for (int i = 0; i < 100; i++) {
            double t = (low + high) / 2;
            double slope = -Math.sin(t) * (4 + 4 * 0.3 * Math.cos(t)) + Math.cos(t) * (-2 + 0.3 * Math.sin(t));
            low = slope > 0 ? t : low;
            high = slope > 0 ? high : t;
        }
        double x = 0.3 * Math.cos(low);
        double y = 0.3 * Math.sin(low);
        assertThat(sharpness.max()).isEqualTo(4 * x - 2 * y + 2 * x * x + y * y / 2, within(1e-6));
        assertThat(sharpness.max()).isGreaterThan(sharpness.step());
    }

    /** L = −‖θ − μ‖² falls in every direction, and the centre is within the ellipsoid. */
    @Test
    void theMaximumIsNeverNegative() {
        Sharpness sharpness = inBall(0.3, theta -> theta.sub(mean).square().sum().neg());

        assertThat(sharpness.max()).isZero();
        assertThat(sharpness.mean().mean()).isNegative();
    }

    @Test
    void aSlopeAloneHasNoMean() {
        Sharpness sharpness = inBall(0.3, theta -> theta.sum().mul(7));

        assertThat(sharpness.mean().mean()).isEqualTo(0, EXACT);
        assertThat(sharpness.mean().error()).isEqualTo(0, EXACT);
        assertThat(sharpness.step()).isEqualTo(0.3 * 7 * Math.sqrt(2), EXACT);
    }

    /**
     * ½Tr[ΣH] = ½(0.25·4 + 0.04·1) = 0.52 for Σ = diag(0.25, 0.04); one sample's variance is ½Σ(sh)² = 0.5008. Four
     * standard deviations: a right estimator fails at 1 of 16,000 choices of the seeds.
     */
    @Test
    void theMeanRiseOfAQuadraticIsHalfTheTraceOfSigmaH() {
        Neighbourhood ellipse = new Neighbourhood(manager.create(new double[] {0.5, 0.2}));

        Estimate rise = measure(ellipse, bowl(), 1000).mean();

        assertThat(rise.mean()).isEqualTo(0.52, within(4 * Math.sqrt(0.5008 / 1000)));
        assertThat(rise.error()).isEqualTo(Math.sqrt(0.5008 / 1000), within(0.004));
    }

    private UnaryOperator<NDArray> bowl() {
        NDArray h = manager.create(new double[] {4, 1});
        return theta -> theta.square().mul(h).sum().mul(0.5);
    }

    private Sharpness inBall(double rho, UnaryOperator<NDArray> loss) {
        return measure(Neighbourhood.ball(rho, mean), loss, 8);
    }

    private Sharpness measure(Neighbourhood neighbourhood, UnaryOperator<NDArray> loss, int samples) {
        LossSurface surface = new LossSurface(List.of(loss), new Autograd(manager), () -> { });
        return Sharpness.measure(surface, mean, surface.slopeAt(mean), neighbourhood, samples, i -> i);
    }
}
