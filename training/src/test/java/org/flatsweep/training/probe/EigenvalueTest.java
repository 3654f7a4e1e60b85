package org.flatsweep.training.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EigenvalueTest {

    private static final int P = 200;

    private final AtomicInteger products = new AtomicInteger();
    private NDManager manager;
    private NDArray start;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager("PyTorch");
        manager.getEngine().setRandomSeed(5);
        start = manager.randomNormal(0, 1, new Shape(P), DataType.FLOAT64);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** Eigenvalues −9.95, −9.85 … 9.95, reflected along the diagonal so that no axis is an eigenvector. */
    @Test
    void findsTheLargestOfACrowdedSpectrum() {
        NDArray spectrum = manager.arange(P).toType(DataType.FLOAT64, false).sub(99.5).div(10);
        NDArray diagonal = manager.ones(new Shape(P), DataType.FLOAT64).div(Math.sqrt(P));

        Eigenvalue found = Eigenvalue.largest(
                v -> reflected(spectrum.mul(reflected(v, diagonal)), diagonal), start, 1e-10, P);

        assertThat(found.value()).isEqualTo(9.95, within(1e-8));
        assertThat(found.error()).isLessThan(1e-8);
    }

    @Test
    void prefersASmallPositiveEigenvalueToALargeNegativeOne() {
        Eigenvalue found = largestOfDiagonal(-100, 2, 1e-12);

        assertThat(found.value()).isEqualTo(2, within(1e-9));
    }

    @Test
    void findsTheLeastNegativeEigenvalueWhereNoneIsPositive() {
        assertThat(largestOfDiagonal(-100, -3, 1e-12).value()).isEqualTo(-3, within(1e-9));
    }

    @Test
    void aMultipleOfTheIdentityTakesOneProduct() {
        Eigenvalue found = Eigenvalue.largest(this::twice, start, 1e-6, P);

        assertThat(found.value()).isEqualTo(2, within(1e-12));
        assertThat(products).hasValue(1);
    }

    @Test
    void theZeroMatrixHasEigenvalueZero() {
        assertThat(Eigenvalue.largest(NDArray::zerosLike, start, 1e-3, P)).isEqualTo(new Eigenvalue(0, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10})
    void stoppedEarlyItKnowsHowFarOffItMayBe(int limit) {
        NDArray spectrum = manager.linspace(0, 1, P).toType(DataType.FLOAT64, false);

        Eigenvalue found = Eigenvalue.largest(v -> counted(spectrum.mul(v)), start, 1e-12, limit);

        assertThat(products).hasValue(limit);
        assertThat(found.value()).isLessThan(1);
        assertThat(found.error()).as("the next eigenvalue is never farther off").isGreaterThan(1e-3);
        assertThat(spectrum.sub(found.value()).abs().min().getDouble()).isLessThanOrEqualTo(found.error());
    }

    @Test
    void aMatrixThatIsNotFiniteHasNone() {
        assertThat(Eigenvalue.largest(v -> v.mul(Double.NaN), start, 1e-3, P).value()).isNaN();
    }

    private Eigenvalue largestOfDiagonal(double from, double to, double tolerance) {
        NDArray spectrum = manager.arange(P).toType(DataType.FLOAT64, false).mul((to - from) / (P - 1)).add(from);
        return Eigenvalue.largest(spectrum::mul, start, tolerance, P);
    }

    private static NDArray reflected(NDArray v, NDArray axis) {
        return v.sub(axis.mul(v.dot(axis)).mul(2));
    }

    private NDArray twice(NDArray v) {
        return counted(v.mul(2));
    }

    private NDArray counted(NDArray product) {
        products.incrementAndGet();
        return product;
    }
}
