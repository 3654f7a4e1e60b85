package org.flatsweep.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.flatsweep.training.method.Population.Moments;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PopulationTest {

    private static final double[] MU = {1, -2, 0.5};
    private static final double[] DEVIATION = {0.2, 0.1, 0.3};

    private NDManager manager;
    private NDArray mean;
    private NDArray deviation;
    private Quadratic objective;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager("PyTorch");
        mean = manager.create(MU);
        deviation = manager.create(DEVIATION);
        objective = new Quadratic(manager.eye(MU.length).toType(DataType.FLOAT64, false));
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void evaluatesMuFirst() {
        Population population = pairs(3, 1);

        assertThat(objective.evaluatedAt()).hasSize(1 + 2 * 3);
        assertThat(objective.evaluatedAt().get(0)).containsExactly(MU);
        assertThat(population.meanLoss().getDouble()).isEqualTo(population.baseline()).isEqualTo(2.625);
    }

    @Test
    void thePointsOfAPairLieOnOppositeSidesOfMu() {
        pairs(3, 1);

        for (int k = 0; k < 3; k++) {
            double[] plus = objective.evaluatedAt().get(1 + 2 * k);
            double[] minus = objective.evaluatedAt().get(2 + 2 * k);
            assertThat(IntStream.range(0, MU.length).mapToDouble(i -> (plus[i] + minus[i]) / 2).toArray())
                    .containsExactly(MU, within(1e-15));
        }
    }

    @Test
    void theSeedDecidesThePoints() {
        pairs(2, 1);
        pairs(2, 2);
        pairs(2, 1);

        List<double[]> points = objective.evaluatedAt();
        assertThat(points.get(6)).isNotEqualTo(points.get(1));
        assertThat(points.get(8)).as("another pair").isNotEqualTo(points.get(6));
        assertThat(points.get(11)).isEqualTo(points.get(1));
        assertThat(points.get(13)).isEqualTo(points.get(3));
    }

    @Test
    void momentsOfPairsAreTheWeightedSumsOverTheDirectionsBehindTheirPoints() {
        double[] weights = {0.3, -0.1, 0.7, 0.2};

        assertMoments(pairs(2, 5).moments(weights), weights);
    }

    @Test
    void momentsOfIndependentPointsAreTheWeightedSumsOverTheDirectionsBehindThem() {
        double[] weights = {0.3, -0.1, 0.7};

        assertMoments(Population.ofPoints(objective, mean, deviation::mul, 3, 5).moments(weights), weights);
    }

    private void assertMoments(Moments moments, double[] weights) {
        double[] first = new double[MU.length];
        double[] second = new double[MU.length];
        for (int n = 0; n < weights.length; n++) {
            double[] point = objective.evaluatedAt().get(1 + n);
            for (int i = 0; i < MU.length; i++) {
                double z = (point[i] - MU[i]) / DEVIATION[i];
                first[i] += weights[n] * z;
                second[i] += weights[n] * (z * z - 1);
            }
        }
        assertThat(moments.first().toDoubleArray()).containsExactly(first, within(1e-12));
        assertThat(moments.second().toDoubleArray()).containsExactly(second, within(1e-12));
    }

    /** z² has mean 1 and variance 2. Each of six means may miss by five standard deviations: 1 seed in 290,000 does. */
    @Test
    void directionsAreStandardNormal() {
        int points = 2000;
        double[] equal = new double[points];
        Arrays.fill(equal, 1.0 / points);

        Moments moments = Population.ofPoints(objective, mean, deviation::mul, points, 3).moments(equal);

        double[] zero = new double[MU.length];
        assertThat(moments.first().toDoubleArray()).containsExactly(zero, within(5 * Math.sqrt(1.0 / points)));
        assertThat(moments.second().toDoubleArray()).containsExactly(zero, within(5 * Math.sqrt(2.0 / points)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40})
    void memoryDoesNotGrowWithTheNumberOfPairs(int pairs) {
        int p = 1000;
        NDArray longMean = manager.zeros(new Shape(p));
        long before = vectors(p);
        long[] most = new long[1];
        Objective watched = parameters -> {
            most[0] = Math.max(most[0], vectors(p) - before);
            return new Objective.Evaluation(parameters.sum(), parameters);
        };

        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Population population = Population.ofPairs(watched, longMean, z -> z.mul(0.1), pairs, 1);
            assertThat(most[0]).as("z, Σ^{1/2} z and μ + Σ^{1/2} z").isEqualTo(3);
            assertThat(vectors(p) - before).isZero();

            population.moments(FitnessShaping.RAW);
            assertThat(vectors(p) - before).as("the moments").isEqualTo(2);
        }
    }

    private long vectors(int p) {
        return manager.getManagedArrays().stream().filter(array -> array.size() == p).count();
    }

    private Population pairs(int pairs, long seed) {
        return Population.ofPairs(objective, mean, deviation::mul, pairs, seed);
    }
}
