package org.flatsweep.training.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NeighbourhoodTest {

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

    @Test
    void theWorstCaseOfABallLiesAtItsRadiusUpTheGradient() {
        NDArray gradient = manager.create(new double[] {3, 0, -4});
        Neighbourhood ball = Neighbourhood.ball(0.5, gradient);

        assertThat(ball.worstCase(gradient).toDoubleArray()).containsExactly(new double[] {0.3, 0, -0.4}, EXACT);
        assertThat(ball.linearIncrease(gradient)).as("ρ‖g‖").isEqualTo(2.5, EXACT);
    }

    @Test
    void theWorstCaseOfAnEllipsoidLiesOnItAndRaisesTheLossByItsLinearIncrease() {
        double[] deviations = {0.1, 0.5, 2};
        NDArray gradient = manager.create(new double[] {3, 1, -4});
        Neighbourhood ellipsoid = new Neighbourhood(manager.create(deviations));

        NDArray worst = ellipsoid.worstCase(gradient);

        double[] epsilon = worst.toDoubleArray();
        assertThat(IntStream.range(0, 3).mapToDouble(i -> Math.pow(epsilon[i] / deviations[i], 2)).sum())
                .isEqualTo(3, EXACT);
        assertThat(ellipsoid.linearIncrease(gradient)).isEqualTo(worst.dot(gradient).getDouble(), EXACT);
    }

    @Test
    void whereThereIsNoGradientThereIsNoWorstCase() {
        NDArray flat = manager.zeros(new Shape(3), DataType.FLOAT64);

        assertThat(Neighbourhood.ball(0.5, flat).worstCase(flat).toDoubleArray()).containsOnly(0);
    }

    @Test
    void signsAreOfTheLengthOfTheDeviationsAndBothOccur() {
        NDArray deviations = manager.ones(new Shape(1000), DataType.FLOAT64).muli(0.5);

        double[] signs = new Neighbourhood(deviations).signs(1).toDoubleArray();

        assertThat(signs).contains(0.5).contains(-0.5).containsOnly(0.5, -0.5);
    }

    @Test
    void theSeedDecidesWhatIsDrawn() {
        Neighbourhood ball = Neighbourhood.ball(1, manager.ones(new Shape(5)));

        assertThat(ball.gaussian(7)).isEqualTo(ball.gaussian(7)).isNotEqualTo(ball.gaussian(8));
    }
}
