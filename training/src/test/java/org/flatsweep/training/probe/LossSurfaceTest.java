package org.flatsweep.training.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.flatsweep.domain.WideResNetSpec;
import org.flatsweep.training.method.Scalars;
import org.flatsweep.training.model.Classification;
import org.flatsweep.training.model.WideResNet;
import org.flatsweep.training.probe.LossSurface.Curvature;
import org.flatsweep.training.probe.LossSurface.Slope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LossSurfaceTest {

    private static final Offset<Double> EXACT = within(1e-12);

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager("PyTorch");
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** L = ½ θᵀHθ + Σθ³ at θ = (1, −2): g = Hθ + 3θ², ∇²L = H + 6 diag θ, ∇(vᵀ∇²L v) = 6v². */
    @Test
    void derivesUpToTheThirdOrderWithoutError() {
        NDArray hessian = manager.create(new double[][] {{2, 1}, {1, -3}});
        LossSurface surface = surface(
                theta -> theta.dot(hessian.matMul(theta)).mul(0.5),
                theta -> theta.pow(3).sum());
        NDArray at = manager.create(new double[] {1, -2});
        NDArray v = manager.create(new double[] {0.5, 3});

        Slope slope = surface.slopeAt(at);
        Curvature curvature = surface.curvatureAlong(v, at);

        assertThat(surface.lossAt(at)).isEqualTo(0.5 * (2 - 4 - 12) + 1 - 8, EXACT);
        assertThat(slope.loss()).isEqualTo(surface.lossAt(at), EXACT);
        assertThat(slope.gradient().toDoubleArray()).containsExactly(new double[] {0 + 3, 7 + 12}, EXACT);
        double[] product = {8 * 0.5 + 3, 0.5 - 15 * 3};
        assertThat(surface.hessianTimes(v, at).toDoubleArray()).containsExactly(product, EXACT);
        assertThat(curvature.product().toDoubleArray()).containsExactly(product, EXACT);
        assertThat(curvature.slope().toDoubleArray()).containsExactly(new double[] {6 * 0.25, 6 * 9}, EXACT);
    }

    @Test
    void aLinearLossHasNoCurvature() {
        LossSurface surface = surface(NDArray::sum);
        NDArray ones = manager.ones(new Shape(3), DataType.FLOAT64);

        Curvature curvature = surface.curvatureAlong(ones, ones);

        assertThat(curvature.product().toDoubleArray()).containsOnly(0);
        assertThat(curvature.slope().toDoubleArray()).containsOnly(0);
    }

    /**
     * Along the classifier's weights, since there differences are exact: no ReLU lies behind them, whose kinks make
     * differences of gradients along other parameters err by a third or more in single precision.
     */
    @Test
    void theHessianOfANetworkAgreesWithDifferencesOfItsGradient() {
        WideResNet network = new WideResNet(new WideResNetSpec(10, 1), 1, 10);
        LossSurface surface = networkLoss(network);
        NDArray mean = manager.create(network.initialParameters(1));
        NDArray direction = mean.zerosLike();
        direction.set(new NDIndex("{}:", mean.size() - 650), manager.randomNormal(new Shape(650)));
        double step = 0.1 / direction.norm().getFloat();

        NDArray product = surface.hessianTimes(direction, mean);

        NDArray difference = surface.slopeAt(mean.add(direction.mul(step))).gradient()
                .sub(surface.slopeAt(mean.sub(direction.mul(step))).gradient()).div(2 * step);
        assertThat(difference.sub(product).norm().getFloat()).isLessThan(2e-3f * product.norm().getFloat());
    }

    @Test
    void theHessianOfANetworkIsSymmetric() {
        WideResNet network = new WideResNet(new WideResNetSpec(10, 1), 1, 10);
        LossSurface surface = networkLoss(network);
        NDArray mean = manager.create(network.initialParameters(1));
        NDArray u = manager.randomNormal(mean.getShape());
        NDArray v = manager.randomNormal(mean.getShape());

        NDArray hv = surface.hessianTimes(v, mean);

        double scale = Scalars.value(u.norm()) * Scalars.value(hv.norm());
        assertThat(Scalars.dot(u, hv)).isEqualTo(Scalars.dot(v, surface.hessianTimes(u, mean)), within(1e-5 * scale));
    }

    /**
     * The engine's own way to a second derivative, {@code backward} with a graph, keeps 13 MB a product for ever here,
     * without any array that is managed: its graph refers to itself.
     */
    @Test
    void differentiatingTwiceLeavesNothingBehind() throws IOException {
        assumeThat(Path.of("/proc/self/status")).exists();
        LossSurface surface = surface(theta -> theta.pow(4).sum());
        NDArray at = manager.ones(new Shape(500_000), DataType.FLOAT64);
        curveAlongItself(surface, at, 10);
        int arrays = manager.getParentManager().getManagedArrays().size();
        long before = residentKilobytes();

        curveAlongItself(surface, at, 100);

        assertThat(manager.getParentManager().getManagedArrays()).hasSize(arrays);
        assertThat(residentKilobytes() - before).isLessThan(200_000);
    }

    @Test
    void stopsBeforeAPassWhereItIsToldTo() {
        LossSurface surface = new LossSurface(List.of(NDArray::sum), new Autograd(manager), () -> {
            throw new IllegalStateException("enough");
        });
        NDArray at = manager.ones(new Shape(2));

        assertThatThrownBy(() -> surface.slopeAt(at)).hasMessage("enough");
        assertThatThrownBy(() -> surface.lossAt(at)).hasMessage("enough");
    }

    private static void curveAlongItself(LossSurface surface, NDArray at, int times) {
        for (int i = 0; i < times; i++) {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                surface.curvatureAlong(at, at);
            }
        }
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst().orElseThrow();
    }

    private LossSurface networkLoss(WideResNet network) {
        NDArray statistics = manager.create(network.initialStatistics());
        manager.getEngine().setRandomSeed(3);
        NDArray images = manager.randomNormal(new Shape(16, 1, 16, 16));
        NDArray classes = manager.arange(16).toType(DataType.INT64, false).mod(10);
        Classification task = new Classification(network, 0);
        return surface(theta -> task.evaluation(images, classes, theta, statistics, 0).mean());
    }

    @SafeVarargs
    private LossSurface surface(UnaryOperator<NDArray>... terms) {
        return new LossSurface(List.of(terms), new Autograd(manager), () -> { });
    }
}
