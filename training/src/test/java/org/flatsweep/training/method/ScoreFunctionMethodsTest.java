package org.flatsweep.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.flatsweep.training.method.Quadratic.H;
import static org.flatsweep.training.method.Quadratic.MU;
import static org.flatsweep.training.method.Quadratic.loss;
import static org.flatsweep.training.method.Vectors.dot;
import static org.flatsweep.training.method.Vectors.norm;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.flatsweep.training.method.Objective.Evaluation;
import org.flatsweep.training.method.Optimizer.Step;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The methods that need losses alone on a quadratic in double precision, beside transcriptions into plain Java. */
class ScoreFunctionMethodsTest {

    private static final double[] S = {0.04, 0.01, 0.09};
    private static final int P = MU.length;
    private static final int PAIRS = 4;
    private static final double LR = 0.02;
    private static final double SIGMA_LR = 0.05;
    private static final double FLOOR = 1e-20;
    private static final double CEILING = 1e4;
    private static final int STEPS = 12;
    private static final Offset<Double> EXACT = within(1e-10);

    private NDManager manager;
    private Quadratic objective;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager("PyTorch");
        objective = new Quadratic(manager.create(H));
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static EvolutionStrategy es(NDArray mean, FitnessShaping shaping) {
        return new EvolutionStrategy(mean, new FixedIsotropic(S[0]), PAIRS, shaping,
                new MomentumSgd(mean.zerosLike(), 0.5, false));
    }

    private static SeparableNes nes(NDArray mean, NDArray variances) {
        return new SeparableNes(mean, new LogDeviation(variances, SIGMA_LR, FLOOR, CEILING), PAIRS);
    }

    private static VariationalOptimization vo(NDArray mean, NDArray variances) {
        return new VariationalOptimization(mean, new LogDeviation(variances, SIGMA_LR, FLOOR, CEILING), PAIRS,
                new MomentumSgd(mean.zerosLike(), 0.5, false));
    }

    private static SeparableCmaEs cmaEs(NDArray mean, NDArray variances) {
        return new SeparableCmaEs(mean, variances, 2 * PAIRS, FLOOR, CEILING);
    }

    private interface Method {
        Optimizer of(NDArray mean, NDArray variances);
    }

    static Stream<Arguments> methods() {
        return Stream.of(
                arguments("ES", (Method) (mean, variances) -> es(mean, FitnessShaping.RAW)),
                arguments("ES with ranks", (Method) (mean, variances) -> es(mean, FitnessShaping.CENTRED_RANKS)),
                arguments("NES", (Method) ScoreFunctionMethodsTest::nes),
                arguments("VO", (Method) ScoreFunctionMethodsTest::vo),
                arguments("CMA-ES", (Method) ScoreFunctionMethodsTest::cmaEs));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("methods")
    void reportTheLossAtMu(String name, Method method) {
        Step step = step(method);

        assertThat(objective.evaluatedAt().get(0)).containsExactly(MU);
        assertThat(step.loss().getDouble()).isEqualTo(loss(MU), EXACT);
    }

    @Test
    void esDescendsWithTheMomentumOfItsBase() {
        NDArray mean = manager.create(MU);
        Optimizer es = es(mean, FitnessShaping.RAW);
        double sigma = Math.sqrt(S[0]);
        double[] mu = MU.clone();
        double[] velocity = new double[P];

        for (int step = 0; step < STEPS; step++) {
            double norm = es.step(objective, LR, step).gradientNorm().getDouble();
            double[] expected = new double[P];
            for (int k = 0; k < PAIRS; k++) {
                double[] plus = points().get(2 * k);
                double[] minus = points().get(2 * k + 1);
                for (int i = 0; i < P; i++) {
                    double z = (plus[i] - minus[i]) / (2 * sigma);
                    expected[i] += (loss(plus) - loss(minus)) * z / (2 * PAIRS * sigma);
                }
            }
            for (int i = 0; i < P; i++) {
                velocity[i] = 0.5 * velocity[i] + expected[i];
                mu[i] -= LR * velocity[i];
            }
            assertThat(norm).isEqualTo(norm(expected), EXACT);
            assertThat(mean.toDoubleArray()).containsExactly(mu, EXACT);
        }
    }

    @Test
    void nesFollowsTheUtilitiesOfItsPoints() {
        NDArray mean = manager.create(MU);
        NDArray variances = manager.create(S);
        Optimizer nes = nes(mean, variances);
        double[] mu = MU.clone();
        double[] deviation = Arrays.stream(S).map(Math::sqrt).toArray();

        for (int step = 0; step < STEPS; step++) {
            double norm = nes.step(objective, LR, step).gradientNorm().getDouble();
            List<double[]> ranked = ranked(points());
            double[] first = new double[P];
            double[] second = new double[P];
            for (int k = 0; k < ranked.size(); k++) {
                for (int i = 0; i < P; i++) {
                    double z = (ranked.get(k)[i] - mu[i]) / deviation[i];
                    first[i] += utility(k + 1, ranked.size()) * z;
                    second[i] += utility(k + 1, ranked.size()) * (z * z - 1);
                }
            }
            double[] natural = new double[P];
            for (int i = 0; i < P; i++) {
                natural[i] = -deviation[i] * first[i];
                mu[i] += LR * deviation[i] * first[i];
                deviation[i] *= Math.exp(SIGMA_LR / 2 * second[i]);
            }
            assertThat(norm).isEqualTo(norm(natural), EXACT);
            assertThat(mean.toDoubleArray()).containsExactly(mu, EXACT);
            assertThat(variances.sqrt().toDoubleArray()).containsExactly(deviation, EXACT);
        }
    }

    private static double utility(int k, int n) {
        IntToDoubleFunction raw = j -> Math.max(0, Math.log(n / 2.0 + 1) - Math.log(j));
        return raw.applyAsDouble(k) / IntStream.rangeClosed(1, n).mapToDouble(raw).sum() - 1.0 / n;
    }

    @Test
    void voDescendsBothScoreFunctionGradients() {
        NDArray mean = manager.create(MU);
        NDArray variances = manager.create(S);
        Optimizer vo = vo(mean, variances);
        double[] mu = MU.clone();
        double[] velocity = new double[P];
        double[] logDeviation = Arrays.stream(S).map(s -> Math.log(s) / 2).toArray();

        for (int step = 0; step < STEPS; step++) {
            vo.step(objective, LR, step);
            double[] ofMean = new double[P];
            double[] ofLogDeviation = new double[P];
            for (double[] point : points()) {
                double excess = (loss(point) - loss(mu)) / (2 * PAIRS);
                for (int i = 0; i < P; i++) {
                    double z = (point[i] - mu[i]) / Math.exp(logDeviation[i]);
                    ofMean[i] += excess * z / Math.exp(logDeviation[i]);
                    ofLogDeviation[i] += excess * (z * z - 1);
                }
            }
            for (int i = 0; i < P; i++) {
                velocity[i] = 0.5 * velocity[i] + ofMean[i];
                mu[i] -= LR * velocity[i];
                logDeviation[i] -= SIGMA_LR * ofLogDeviation[i];
            }
            assertThat(mean.toDoubleArray()).containsExactly(mu, EXACT);
            assertThat(variances.log().div(2).toDoubleArray()).containsExactly(logDeviation, EXACT);
        }
    }

    /** Far from the optimum the path grows long at first, and h_σ = 0 holds C back. */
    @Test
    void cmaEsFollowsTheTutorialsEquationsWithAndWithoutItsPathStalled() {
        NDArray mean = manager.create(MU).muli(30);
        NDArray variances = manager.create(S);
        Optimizer cmaEs = cmaEs(mean, variances);
        TutorialCmaEs tutorial = new TutorialCmaEs(mean.toDoubleArray(), S.clone());

        for (int step = 0; step < 2 * STEPS; step++) {
            double[] before = mean.toDoubleArray();
            double norm = cmaEs.step(objective, Double.NaN, step).gradientNorm().getDouble();
            tutorial.step(ranked(points()));
            assertThat(mean.toDoubleArray()).containsExactly(tutorial.m, EXACT);
            assertThat(variances.toDoubleArray()).containsExactly(tutorial.variances(), EXACT);
            assertThat(norm).isEqualTo(
                    norm(IntStream.range(0, P).mapToDouble(i -> before[i] - tutorial.m[i]).toArray()), EXACT);
        }

        assertThat(tutorial.stalls).isBetween(1, 2 * STEPS - 1);
    }

    /** Appendix A of arXiv 1604.00772 for a diagonal C, learned (n + 2)/3 times faster, without negative weights. */
    private static final class TutorialCmaEs {

        final double[] m;
        final double[] c;
        double sigma = 1;
        final double[] pSigma = new double[P];
        final double[] pC = new double[P];
        int generation;
        int stalls;

        TutorialCmaEs(double[] m, double[] c) {
            this.m = m;
            this.c = c;
        }

        void step(List<double[]> ranked) {
            int lambda = ranked.size();
            double[] w = new double[lambda];
            for (int i = 0; i < lambda / 2; i++) {
                w[i] = Math.log((lambda + 1) / 2.0) - Math.log(i + 1);
            }
            double sum = Arrays.stream(w).sum();
            for (int i = 0; i < lambda; i++) {
                w[i] /= sum;
            }
            double muEff = 1 / Arrays.stream(w).map(x -> x * x).sum();
            double cSigma = (muEff + 2) / (P + muEff + 5);
            double dSigma = 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (P + 1)) - 1) + cSigma;
            double cC = (4 + muEff / P) / (P + 4 + 2 * muEff / P);
            double c1 = (P + 2) / 3.0 * 2 / ((P + 1.3) * (P + 1.3) + muEff);
            double cMu = Math.min(1 - c1,
                    (P + 2) / 3.0 * 2 * (0.25 + muEff + 1 / muEff - 2) / ((P + 2) * (P + 2) + 2 * muEff / 2));
            double chi = Math.sqrt(P) * (1 - 1 / (4.0 * P) + 1 / (21.0 * P * P));

            double[][] y = new double[lambda][P];
            double[] yW = new double[P];
            for (int k = 0; k < lambda; k++) {
                for (int i = 0; i < P; i++) {
                    y[k][i] = (ranked.get(k)[i] - m[i]) / sigma;
                    yW[i] += w[k] * y[k][i];
                }
            }
            for (int i = 0; i < P; i++) {
                m[i] += sigma * yW[i];
                pSigma[i] = (1 - cSigma) * pSigma[i]
                        + Math.sqrt(cSigma * (2 - cSigma) * muEff) * yW[i] / Math.sqrt(c[i]);
            }
            double length = norm(pSigma);
            boolean moving = length / Math.sqrt(1 - Math.pow(1 - cSigma, 2 * (generation + 1)))
                    < (1.4 + 2.0 / (P + 1)) * chi;
            stalls += moving ? 0 : 1;
            for (int i = 0; i < P; i++) {
                pC[i] = (1 - cC) * pC[i] + (moving ? Math.sqrt(cC * (2 - cC) * muEff) * yW[i] : 0);
                double rankMu = 0;
                for (int k = 0; k < lambda; k++) {
                    rankMu += w[k] * y[k][i] * y[k][i];
                }
                double delta = moving ? 0 : cC * (2 - cC);
                c[i] = (1 + c1 * delta - c1 - cMu) * c[i] + c1 * pC[i] * pC[i] + cMu * rankMu;
            }
            sigma *= Math.exp(cSigma / dSigma * (length / chi - 1));
            generation++;
        }

        double[] variances() {
            return Arrays.stream(c).map(ci -> sigma * sigma * ci).toArray();
        }
    }

    /** On a quadratic the smoothed loss has the gradient Hμ. */
    @Test
    void esEstimatesTheGradientOfTheSmoothedLossWithoutBias() {
        double[] gradient = IntStream.range(0, P).mapToDouble(i -> dot(H[i], MU)).toArray();

        assertMean(gradient, seed -> {
            NDArray mean = manager.create(MU);
            es(mean, FitnessShaping.RAW).step(objective, LR, seed);
            return IntStream.range(0, P).mapToDouble(i -> (MU[i] - mean.toDoubleArray()[i]) / LR).toArray();
        });
    }

    /** ∂E[L]/∂ln √s_i = H_ii s_i, read off the step of ln √s. */
    @Test
    void voEstimatesTheGradientByTheDeviationsWithoutBias() {
        double[] gradient = IntStream.range(0, P).mapToDouble(i -> H[i][i] * S[i]).toArray();

        assertMean(gradient, seed -> {
            NDArray variances = manager.create(S);
            vo(manager.create(MU), variances).step(objective, LR, seed);
            double[] s = variances.toDoubleArray();
            return IntStream.range(0, P).mapToDouble(i -> Math.log(S[i] / s[i]) / (2 * SIGMA_LR)).toArray();
        });
    }

    /** The recursion for E[μ_i²] that the class states. */
    @Test
    void esMovesTheSecondMomentsOfMuOnADiagonalQuadraticAsStated() {
        double[] curvature = {3, 2, 4};
        Quadratic diagonal = new Quadratic(manager.create(new double[][] {{3, 0, 0}, {0, 2, 0}, {0, 0, 4}}));
        double[] expected = Arrays.stream(MU).map(mu -> mu * mu).toArray();
        for (int step = 0; step < 3; step++) {
            expected = EvolutionStrategyTheory.afterStep(expected, curvature, LR, PAIRS);
        }

        assertMean(expected, seed -> {
            NDArray mean = manager.create(MU);
            Optimizer es = new EvolutionStrategy(mean, new FixedIsotropic(S[0]), PAIRS, FitnessShaping.RAW,
                    new MomentumSgd(mean.zerosLike(), 0, false));
            for (int step = 0; step < 3; step++) {
                es.step(diagonal, LR, 3 * seed + step);
            }
            return Arrays.stream(mean.toDoubleArray()).map(mu -> mu * mu).toArray();
        });
    }

    /**
     * Each mean over 1000 seeds may miss by five of its standard errors: were they exactly normal, one test of three
     * means in 580,000 would fail by chance, and the seeds are fixed.
     */
    private void assertMean(double[] expected, Function<Integer, double[]> sample) {
        int samples = 1000;
        double[] sum = new double[P];
        double[] sumOfSquares = new double[P];
        for (int seed = 0; seed < samples; seed++) {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                double[] value = sample.apply(seed);
                for (int i = 0; i < P; i++) {
                    sum[i] += value[i];
                    sumOfSquares[i] += value[i] * value[i];
                }
            }
        }
        for (int i = 0; i < P; i++) {
            double mean = sum[i] / samples;
            double standardError = Math.sqrt((sumOfSquares[i] / samples - mean * mean) / samples);
            assertThat(mean).isEqualTo(expected[i], within(5 * standardError));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("methods")
    void resumeFromTheirStateToTheBit(String name, Method method) {
        Objective single = parameters -> objective.at(parameters.toType(DataType.FLOAT64, true));
        Optimizer whole = single(method);
        whole.step(single, LR, 1);
        whole.step(single, LR, 2);
        Map<String, float[]> saved = new HashMap<>();
        whole.state().forEach((key, vector) -> saved.put(key, vector.toFloatArray()));
        whole.step(single, LR, 3);
        whole.step(single, LR, 4);

        Optimizer resumed = single(method);
        resumed.state().forEach((key, vector) -> vector.intern(manager.create(saved.get(key))));
        resumed.step(single, LR, 3);
        resumed.step(single, LR, 4);

        resumed.state().forEach((key, vector) ->
                assertThat(vector.toFloatArray()).as(key).isEqualTo(whole.state().get(key).toFloatArray()));
    }

    private Optimizer single(Method method) {
        return method.of(manager.create(new float[] {1, -2, 0.5f}), manager.create(new float[] {0.04f, 0.01f, 0.09f}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("methods")
    void keepNothingBeyondTheStepsScope(String name, Method method) {
        Optimizer optimizer = method.of(manager.create(MU), manager.create(S));
        int before = manager.getManagedArrays().size();

        for (int step = 0; step < 3; step++) {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                optimizer.step(objective, LR, step);
                optimizer.covarianceMetrics();
            }
        }

        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    static Stream<Arguments> methodsByRank() {
        return methods().filter(method -> !List.of("ES", "VO").contains(method.get()[0]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("methodsByRank")
    void takeAPerturbedLossThatIsNotFiniteForTheWorst(String name, Method method) {
        double[] afterNaN = stepWithLoss(3, Double.NaN, method);

        assertThat(afterNaN).containsExactly(stepWithLoss(3, 1e300, method));
        assertThat(afterNaN).isNotEqualTo(stepWithLoss(3, -1e300, method));
    }

    static Stream<Arguments> methodsByLoss() {
        return methods().filter(method -> List.of("ES", "VO").contains(method.get()[0]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("methodsByLoss")
    void showAPerturbedLossThatIsNotFiniteInTheGradient(String name, Method method) {
        Step step = method.of(manager.create(MU), manager.create(S)).step(replacing(3, Double.NaN), LR, 1);

        assertThat(step.loss().getDouble()).isFinite();
        assertThat(step.gradientNorm().getDouble()).isNaN();
    }

    private double[] stepWithLoss(int index, double loss, Method method) {
        NDArray mean = manager.create(MU);
        method.of(mean, manager.create(S)).step(replacing(index, loss), LR, 1);
        return mean.toDoubleArray();
    }

    /** The quadratic, but for the loss of one evaluation of the step. */
    private Objective replacing(int index, double loss) {
        List<NDArray> seen = new ArrayList<>();
        return parameters -> {
            seen.add(parameters);
            Evaluation evaluation = objective.at(parameters);
            return seen.size() - 1 == index ? new Evaluation(manager.create(loss), evaluation.gradient()) : evaluation;
        };
    }

    static Stream<Arguments> learnedVariances() {
        return Stream.of(
                arguments("NES", (Bounded) (mean, variances, floor, ceiling) -> new SeparableNes(mean,
                        new LogDeviation(variances, 1, floor, ceiling), PAIRS)),
                arguments("VO", (Bounded) (mean, variances, floor, ceiling) -> new VariationalOptimization(mean,
                        new LogDeviation(variances, 1, floor, ceiling), PAIRS,
                        new MomentumSgd(mean.zerosLike(), 0, false))),
                arguments("CMA-ES", (Bounded) (mean, variances, floor, ceiling) ->
                        new SeparableCmaEs(mean, variances, 2 * PAIRS, floor, ceiling)));
    }

    private interface Bounded {
        Optimizer of(NDArray mean, NDArray variances, double floor, double ceiling);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("learnedVariances")
    void learnedVariancesStayWithinTheirBounds(String name, Bounded method) {
        NDArray variances = manager.create(S);
        Optimizer optimizer = method.of(manager.create(MU), variances, 0.03, 0.05);
        for (int step = 0; step < STEPS; step++) {
            optimizer.step(objective, 0.01, step);
            assertThat(Arrays.stream(variances.toDoubleArray()).min().orElseThrow()).isGreaterThanOrEqualTo(0.03);
            assertThat(Arrays.stream(variances.toDoubleArray()).max().orElseThrow()).isLessThanOrEqualTo(0.05);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("learnedVariances")
    void reportTheirVariances(String name, Bounded method) {
        assertThat(method.of(manager.create(MU), manager.create(S), FLOOR, CEILING).covarianceMetrics())
                .containsEntry("sigma_min", 0.01)
                .containsEntry("sigma_median", 0.04)
                .containsEntry("sigma_max", 0.09)
                .containsEntry("sigma_radius", Math.sqrt(0.04 + 0.01 + 0.09));
    }

    @Test
    void populationsAndRatesOfTheLiterature() {
        assertThat(SeparableCmaEs.publishedPoints(10)).isEqualTo(10);
        assertThat(SeparableCmaEs.publishedPoints(77_818)).isEqualTo(37);
        assertThat(SeparableNes.publishedPairs(77_818)).isEqualTo(19);
        assertThat(SeparableNes.publishedSigmaLearningRate(100)).isEqualTo((3 + Math.log(100)) / 50, EXACT);
    }

    private Step step(Method method) {
        return method.of(manager.create(MU), manager.create(S)).step(objective, LR, 1);
    }

    /** Of the last step. */
    private List<double[]> points() {
        List<double[]> all = objective.evaluatedAt();
        return all.subList(all.size() - 2 * PAIRS, all.size());
    }

    private static List<double[]> ranked(List<double[]> points) {
        return points.stream().sorted(Comparator.comparingDouble(Quadratic::loss)).toList();
    }
}
