package org.flatsweep.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.flatsweep.training.method.Quadratic.H;
import static org.flatsweep.training.method.Quadratic.MU;
import static org.flatsweep.training.method.Quadratic.product;
import static org.flatsweep.training.method.Vectors.dot;
import static org.flatsweep.training.method.Vectors.norm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.flatsweep.training.method.Penalty.Kl;
import org.flatsweep.training.method.Penalty.L2;
import org.flatsweep.training.method.Perturbation.Gradients;
import org.flatsweep.training.method.Perturbation.Sample;
import org.flatsweep.training.method.Tempering.Constant;
import org.flatsweep.training.method.Tempering.MatchRho;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The formulas of the paper on a quadratic in double precision, written out with plain Java arithmetic. */
class MethodMathematicsTest {

    private static final double[] S = {0.04, 0.01, 0.09};
    private static final double RHO = 0.3;
    private static final double ALPHA = 0.05;
    private static final double LR = 0.1;
    private static final int P = MU.length;
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

    @Test
    void samStepsAlongTheGradientAtTheEndOfTheNormalisedGradientPlusTwoAlphaMu() {
        Optimizer sam = plain(new WorstCase(), new FixedIsotropic(RHO * RHO / P), new L2(ALPHA));

        sam.step(objective, LR, 0);

        double[] g = product(MU);
        double[] perturbed = IntStream.range(0, P).mapToDouble(i -> MU[i] + RHO * g[i] / norm(g)).toArray();
        assertThat(objective.evaluatedAt().get(1)).containsExactly(perturbed, EXACT);
        double[] direction = product(perturbed);
        assertThat(sam.mean().toDoubleArray()).containsExactly(IntStream.range(0, P)
                .mapToDouble(i -> MU[i] - LR * (direction[i] + 2 * ALPHA * MU[i])).toArray(), EXACT);
    }

    @Test
    void samReportsTheEvaluationAtMu() {
        Optimizer sam = plain(new WorstCase(), new FixedIsotropic(RHO * RHO / P), new L2(0));

        double loss = sam.step(objective, LR, 0).loss().getDouble();

        assertThat(objective.evaluatedAt().get(0)).containsExactly(MU);
        assertThat(loss).isEqualTo(0.5 * dot(MU, product(MU)), EXACT);
    }

    @Test
    void worstCaseOfADiagonalCovarianceLiesOnItsEllipsoid() {
        Optimizer vsam = plain(new WorstCase(), learned(SigmaParameter.VARIANCE, 0), new L2(0));

        vsam.step(objective, LR, 0);

        double[] g = product(MU);
        double q = Math.sqrt(IntStream.range(0, P).mapToDouble(i -> S[i] * g[i] * g[i]).sum());
        double[] epsilon = difference(objective.evaluatedAt().get(1), MU);
        assertThat(epsilon).containsExactly(
                IntStream.range(0, P).mapToDouble(i -> Math.sqrt(P) * S[i] * g[i] / q).toArray(), EXACT);
        assertThat(IntStream.range(0, P).mapToDouble(i -> epsilon[i] * epsilon[i] / S[i]).sum()).isEqualTo(P, EXACT);
    }

    @Test
    void asamStepsFromTheEndOfTheGradientNormalisedByTheWeightsMagnitudes() {
        double eta = 0.01;
        NDArray weights = manager.create(new boolean[] {true, false, true});
        Optimizer asam = plain(new WorstCase(), new MagnitudeAdaptive(RHO * RHO / P, weights, eta), new L2(ALPHA));

        asam.step(objective, LR, 0);

        double[] g = product(MU);
        double[] scale = {Math.abs(MU[0]) + eta, 1, Math.abs(MU[2]) + eta};
        double[] scaled = IntStream.range(0, P).mapToDouble(i -> scale[i] * g[i]).toArray();
        double[] perturbed = IntStream.range(0, P)
                .mapToDouble(i -> MU[i] + RHO * scale[i] * scaled[i] / norm(scaled)).toArray();
        assertThat(objective.evaluatedAt().get(1)).containsExactly(perturbed, EXACT);
        double[] direction = product(perturbed);
        assertThat(asam.mean().toDoubleArray()).containsExactly(IntStream.range(0, P)
                .mapToDouble(i -> MU[i] - LR * (direction[i] + 2 * ALPHA * MU[i])).toArray(), EXACT);
    }

    /** L = ½(a·b − 1)² for θ = (a, b), as in a network of two layers, is the same at (ca, b/c). */
    @Test
    void asamFindsTheSamePerturbedLossHoweverTwoLayersShareTheirScale() {
        List<Double> losses = new ArrayList<>();
        Objective layers = theta -> {
            NDArray a = theta.get(new NDIndex("0:2"));
            NDArray b = theta.get(new NDIndex("2:4"));
            NDArray residual = a.dot(b).sub(1);
            NDArray loss = residual.square().mul(0.5);
            losses.add(loss.getDouble());
            return new Objective.Evaluation(loss, b.concat(a).mul(residual));
        };
        NDArray mean = manager.create(new double[] {1.5, -0.4, 0.7, 2});
        NDArray rescaled = mean.mul(manager.create(new double[] {8, 8, 1.0 / 8, 1.0 / 8}));
        Covariance asam = new MagnitudeAdaptive(0.01, mean.abs().gt(0), 0);
        Covariance sam = new FixedIsotropic(0.01);

        for (Covariance covariance : List.of(asam, sam)) {
            new WorstCase().gradients(layers, mean, covariance, 0);
            new WorstCase().gradients(layers, rescaled, covariance, 0);
        }

        assertThat(losses.get(2)).as("at μ").isEqualTo(losses.get(0), EXACT);
        assertThat(losses.get(3)).as("ASAM, at μ + ε").isEqualTo(losses.get(1), EXACT);
        assertThat(losses.get(7)).as("SAM, at μ + ε").isNotCloseTo(losses.get(5), within(1e-3));
    }

    @Test
    void fisherSamStepsFromTheEndOfTheNormalisedNaturalGradient() {
        double eta = 0.7;
        Optimizer fsam = plain(new WorstCase(), new FisherAdaptive(RHO * RHO / P, eta), new L2(ALPHA));

        fsam.step(objective, LR, 0);

        double[] g = product(MU);
        double[] natural = Arrays.stream(g).map(gi -> gi / (1 + eta * gi * gi)).toArray();
        double[] perturbed = IntStream.range(0, P)
                .mapToDouble(i -> MU[i] + RHO * natural[i] / Math.sqrt(dot(g, natural))).toArray();
        assertThat(objective.evaluatedAt().get(1)).containsExactly(perturbed, EXACT);
        double[] direction = product(perturbed);
        assertThat(fsam.mean().toDoubleArray()).containsExactly(IntStream.range(0, P)
                .mapToDouble(i -> MU[i] - LR * (direction[i] + 2 * ALPHA * MU[i])).toArray(), EXACT);
    }

    @Test
    void worstCaseAtAStationaryPointIsNoPerturbation() {
        NDArray origin = manager.create(new double[P]);
        Optimizer sam = new GradientDescent(origin, new MethodParts<>(
                new WorstCase(), new FixedIsotropic(1), new L2(ALPHA)), base(origin, 0, false));

        sam.step(objective, LR, 0);

        assertThat(objective.evaluatedAt().get(1)).containsExactly(0, 0, 0);
        assertThat(origin.toDoubleArray()).containsExactly(0, 0, 0);
    }

    @Test
    void sigmaStaysPutAtAStationaryPointWithoutPenalty() {
        LearnedDiagonal sigma = learned(SigmaParameter.LOG_VARIANCE, 0.5);

        NDArray zero = manager.create(new double[P]);
        sigma.update(new Sample(zero, zero), zero, new L2(ALPHA));

        assertThat(sigma.s().toDoubleArray()).containsExactly(S, EXACT);
    }

    @Test
    void aStepOfSamWithVanishingRadiusIsAStepOfSgdToTheBit() {
        Optimizer sam = plain(new WorstCase(), new FixedIsotropic(1e-40), new L2(ALPHA));
        Optimizer sgd = plain(new NoPerturbation(), new FixedIsotropic(0), new L2(ALPHA));

        sam.step(objective, LR, 0);
        sgd.step(objective, LR, 0);

        assertThat(sam.mean().toDoubleArray()).containsExactly(sgd.mean().toDoubleArray());
    }

    static Stream<Perturbation<? super Posterior>> perturbations() {
        return Stream.of(new NoPerturbation(), new WorstCase(), new Gaussian(),
                new Interpolated(0.5, Interpolation.SLERP), new Interpolated(0.5, Interpolation.CONVEX));
    }

    @ParameterizedTest
    @MethodSource("perturbations")
    void noPerturbationLeavesATraceInMu(Perturbation<? super Posterior> perturbation) {
        Optimizer optimizer = plain(perturbation, new FixedIsotropic(0.1), new L2(ALPHA));

        optimizer.step(objective, 0, 7);

        assertThat(optimizer.mean().toDoubleArray()).containsExactly(MU);
    }

    @ParameterizedTest
    @CsvSource({"false, 0.9", "true, 0.9", "false, 0"})
    void momentumFollowsPyTorch(boolean nesterov, double momentum) {
        NDArray mean = manager.create(MU);
        Optimizer sgd = new GradientDescent(mean, new MethodParts<>(
                new NoPerturbation(), new FixedIsotropic(0), new L2(ALPHA)), base(mean, momentum, nesterov));
        double[] expected = MU.clone();
        double[] velocity = new double[P];

        for (int step = 0; step < 3; step++) {
            sgd.step(objective, LR, step);
            double[] g = product(expected);
            for (int i = 0; i < P; i++) {
                double direction = g[i] + 2 * ALPHA * expected[i];
                velocity[i] = momentum * velocity[i] + direction;
                expected[i] -= LR * (nesterov ? direction + momentum * velocity[i] : velocity[i]);
            }
        }

        assertThat(mean.toDoubleArray()).containsExactly(expected, EXACT);
    }

    @ParameterizedTest
    @EnumSource(SigmaParameter.class)
    void sigmaFollowsTheCleanGradientAndTheKlPenaltyByTheChainRule(SigmaParameter parameter) {
        double rate = 1e-3;
        int examples = 50;
        double beta = 0.7;
        double precision = 25;
        LearnedDiagonal sigma = learned(parameter, rate);
        Optimizer vsam = plain(new WorstCase(), sigma,
                new Kl(new Prior(precision / (2 * examples), precision), examples, new Constant(beta)));

        vsam.step(objective, LR, 0);

        double[] g = product(MU);
        double q = Math.sqrt(IntStream.range(0, P).mapToDouble(i -> S[i] * g[i] * g[i]).sum());
        double[] expected = IntStream.range(0, P).mapToDouble(i -> {
            double slope = Math.sqrt(P) * g[i] * g[i] / (2 * q) + beta / (2 * examples) * (precision - 1 / S[i]);
            return descended(parameter, S[i], slope, rate);
        }).toArray();
        assertThat(sigma.s().toDoubleArray()).containsExactly(expected, EXACT);
    }

    @ParameterizedTest
    @EnumSource(SigmaParameter.class)
    void mfviStepsAlongTheGradientAtItsSampleAndSigmaFollowsTheReparametrisedGradient(SigmaParameter parameter) {
        double rate = 1e-3;
        int examples = 50;
        double beta = 0.7;
        Prior prior = new Prior(25.0 / (2 * examples), 25);
        LearnedDiagonal sigma = learned(parameter, rate);
        Optimizer mfvi = plain(new Gaussian(), sigma, new Kl(prior, examples, new Constant(beta)));

        mfvi.step(objective, LR, 11);

        double[] theta = objective.evaluatedAt().get(0);
        double[] g = product(theta);
        assertThat(objective.evaluatedAt()).as("one pass").hasSize(1);
        assertThat(mfvi.mean().toDoubleArray()).containsExactly(IntStream.range(0, P)
                .mapToDouble(i -> MU[i] - LR * (g[i] + 2 * prior.alpha() * MU[i])).toArray(), EXACT);
        assertThat(sigma.s().toDoubleArray()).containsExactly(IntStream.range(0, P).mapToDouble(i -> {
            double eta = (theta[i] - MU[i]) / Math.sqrt(S[i]);
            double slope = g[i] * eta / (2 * Math.sqrt(S[i]))
                    + beta / (2 * examples) * (prior.precision() - 1 / S[i]);
            return descended(parameter, S[i], slope, rate);
        }).toArray(), EXACT);
    }

    /**
     * On the quadratic E[g(θ)] = Hμ and ∂E[L]/∂s = diag(H)/2. Both estimates are polynomials of η whose variances
     * follow from the normal's moments. Each of the six means may miss by five of its standard deviations: one
     * false alarm in 290,000 seeds, and the seeds are fixed.
     */
    @Test
    void mfviEstimatesBothGradientsWithoutBias() {
        int samples = 4000;
        LearnedDiagonal sigma = learned(SigmaParameter.VARIANCE, 0);
        NDArray mean = manager.create(MU);
        NDArray meanGradient = mean.zerosLike();
        NDArray varianceGradient = mean.zerosLike();

        for (int seed = 0; seed < samples; seed++) {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                Gradients sample = new Gaussian().gradients(objective, mean, sigma, seed);
                meanGradient.addi(sample.followed().div(samples));
                varianceGradient.addi(SigmaGradient.CLEAN.lossGradient(
                        sample.sample().orElseThrow(), sample.followed(), sigma.s()).divi(samples));
            }
        }

        double[] g = product(MU);
        for (int i = 0; i < P; i++) {
            double spread = 0;
            for (int j = 0; j < P; j++) {
                spread += H[i][j] * H[i][j] * S[j];
            }
            double ofMean = Math.sqrt(spread / samples);
            double ofVariance = Math.sqrt((g[i] * g[i] + spread + H[i][i] * H[i][i] * S[i]) / (4 * S[i]) / samples);
            assertThat(meanGradient.toDoubleArray()[i]).isEqualTo(g[i], within(5 * ofMean));
            assertThat(varianceGradient.toDoubleArray()[i]).isEqualTo(H[i][i] / 2, within(5 * ofVariance));
        }
    }

    @ParameterizedTest
    @EnumSource(SigmaParameter.class)
    void sigmaStaysWithinItsBounds(SigmaParameter parameter) {
        NDArray s = manager.create(new double[] {0.02, 0.04});
        LearnedDiagonal sigma = new LearnedDiagonal(s, SigmaGradient.CLEAN, parameter, 1e6, 0.01, 0.1);

        sigma.s().intern(parameter.descend(s, manager.create(new double[] {5, -5}), 1e6, 0.01, 0.1));

        assertThat(sigma.s().toDoubleArray()).containsExactly(new double[] {0.01, 0.1}, EXACT);
    }

    @Test
    void sigmaGradientOfTheLossIsTheDerivativeOfTheWorstCaseIncrease() {
        double[] g = product(MU);

        LearnedDiagonal sigma = learned(SigmaParameter.VARIANCE, 0);
        Gradients gradients = new WorstCase().gradients(objective, manager.create(MU), sigma, 0);

        double[] gradient = slope(SigmaGradient.CLEAN, gradients, sigma.s());

        assertThat(gradient).containsExactly(centralDifferences(S, s -> {
            double sum = IntStream.range(0, P).mapToDouble(i -> s[i] * g[i] * g[i]).sum();
            return Math.sqrt(P) * Math.sqrt(sum);
        }), within(1e-6));
    }

    @Test
    void klGradientsAreTheDerivativesOfTheDivergencePerExample() {
        double sigma0 = 0.2;
        int examples = 50;
        Kl kl = new Kl(new Prior(1 / (2 * examples * sigma0 * sigma0), 1 / (sigma0 * sigma0)), examples, new Constant(1));

        assertThat(kl.meanGradient(manager.create(MU)).toDoubleArray())
                .containsExactly(centralDifferences(MU, mu -> divergence(mu, S, sigma0) / examples), within(1e-6));
        assertThat(kl.varianceGradient(manager.create(S), manager.create(MU)).toDoubleArray())
                .containsExactly(centralDifferences(S, s -> divergence(MU, s, sigma0) / examples), within(1e-6));
    }

    @Test
    void betaScalesTheVariancePartOfTheKlPenaltyAlone() {
        Kl whole = new Kl(new Prior(0.1, 20), 100, new Constant(1));
        Kl tempered = new Kl(new Prior(0.1, 20), 100, new Constant(0.25));

        assertThat(tempered.meanGradient(manager.create(MU)).toDoubleArray())
                .containsExactly(whole.meanGradient(manager.create(MU)).toDoubleArray());
        assertThat(tempered.varianceGradient(manager.create(S), manager.create(MU)).toDoubleArray())
                .containsExactly(whole.varianceGradient(manager.create(S), manager.create(MU)).mul(0.25).toDoubleArray(), EXACT);
    }

    /** β√p/N with β = ρN‖g‖/p is ρ‖g‖/√p: Σ rests where the linear increase √p·√(gᵀΣg) is SAM's ρ‖g‖. */
    @Test
    void betaMatchedToRhoHoldsTheWorstCaseIncreaseAtThatOfSam() {
        double[] g = {0.3, -2, 0.7};
        NDArray gradient = manager.create(g);
        Objective slope = parameters -> new Objective.Evaluation(parameters.dot(gradient), gradient);
        LearnedDiagonal sigma = learned(SigmaParameter.LOG_VARIANCE, 2);
        Optimizer vsam = plain(new WorstCase(), sigma, new Kl(new Prior(0, 0), 50, new MatchRho(RHO)));

        IntStream.range(0, 400).forEach(step -> vsam.step(slope, 0, step));

        double[] s = sigma.s().toDoubleArray();
        double increase = Math.sqrt(P * IntStream.range(0, P).mapToDouble(i -> s[i] * g[i] * g[i]).sum());
        assertThat(increase).isEqualTo(RHO * norm(g), within(1e-6));
    }

    /** Where s_i = 1/(1/σ₀² + N√p g_i²/(βq)), as derived from both parts of the gradient. */
    @Test
    void sigmaOfVariationalSamSettlesWhereItsTwoGradientsBalance() {
        double[] g = {0.3, -2, 0.7};
        int examples = 50;
        double beta = 0.4;
        double precision = 5;
        NDArray gradient = manager.create(g);
        Objective slope = parameters -> new Objective.Evaluation(parameters.dot(gradient), gradient);
        LearnedDiagonal sigma = learned(SigmaParameter.LOG_VARIANCE, 2);
        Optimizer vsam = plain(new WorstCase(), sigma,
                new Kl(new Prior(precision / (2 * examples), precision), examples, new Constant(beta)));

        IntStream.range(0, 4000).forEach(step -> vsam.step(slope, 0, step));

        double[] s = sigma.s().toDoubleArray();
        double q = Math.sqrt(IntStream.range(0, P).mapToDouble(i -> s[i] * g[i] * g[i]).sum());
        assertThat(s).containsExactly(IntStream.range(0, P)
                .mapToDouble(i -> 1 / (precision + examples * Math.sqrt(P) * g[i] * g[i] / (beta * q)))
                .toArray(), within(1e-8));
    }

    /** Against central differences of L(μ + ε*(s)) with g held, on the quadratic. */
    @Test
    void perturbedSigmaGradientIsTheDerivativeOfTheLossAtTheWorstCase() {
        double[] g = product(MU);
        Gradients gradients = new WorstCase().gradients(
                objective, manager.create(MU), learned(SigmaParameter.VARIANCE, 0), 0);

        double[] gradient = slope(SigmaGradient.PERTURBED, gradients, manager.create(S));

        assertThat(gradient).containsExactly(centralDifferences(S, s -> {
            double q = Math.sqrt(IntStream.range(0, P).mapToDouble(i -> s[i] * g[i] * g[i]).sum());
            double[] theta = IntStream.range(0, P).mapToDouble(i -> MU[i] + Math.sqrt(P) * s[i] * g[i] / q).toArray();
            return 0.5 * dot(theta, product(theta));
        }), within(1e-6));
    }

    /** Both gradients of L(μ + ε*(s)) agree where the loss is linear. */
    @Test
    void perturbedAndCleanSigmaGradientsAreTheSameForALinearLoss() {
        NDArray gradient = manager.create(new double[] {0.3, -2, 0.7});
        Objective slope = parameters -> new Objective.Evaluation(parameters.dot(gradient), gradient);
        LearnedDiagonal sigma = learned(SigmaParameter.VARIANCE, 0);
        Gradients gradients = new WorstCase().gradients(slope, manager.create(MU), sigma, 0);

        assertThat(slope(SigmaGradient.PERTURBED, gradients, sigma.s())).containsExactly(
                slope(SigmaGradient.CLEAN, gradients, sigma.s()), EXACT);
    }

    @Test
    void variationalSamWithoutKlAndWithAFixedSigmaIsSamToTheBit() {
        NDArray mean = manager.create(MU);
        NDArray s = mean.onesLike().muli(RHO * RHO / P);
        LearnedDiagonal fixed = new LearnedDiagonal(
                s, SigmaGradient.CLEAN, SigmaParameter.LOG_VARIANCE, 0, 1e-20, 1e2);
        Optimizer vsam = new GradientDescent(
                mean, new MethodParts<>(new WorstCase(), fixed, Penalty.NONE), base(mean, 0.9, false));
        NDArray other = manager.create(MU);
        Optimizer sam = new GradientDescent(other, new MethodParts<>(
                new WorstCase(), new FixedIsotropic(RHO * RHO / P), Penalty.NONE), base(other, 0.9, false));

        for (int step = 0; step < 3; step++) {
            vsam.step(objective, LR, step);
            sam.step(objective, LR, step);
        }

        assertThat(mean.toDoubleArray()).containsExactly(other.toDoubleArray());
    }

    /** Loshchilov and Hutter (2019), Algorithm 2, written out. */
    @Test
    void adamWDecaysTheMeanApartFromItsMoments() {
        NDArray mean = manager.create(MU);
        Optimizer adamw = new GradientDescent(mean, new MethodParts<>(
                new NoPerturbation(), new FixedIsotropic(0), new L2(ALPHA)), adamW(mean));
        double[] expected = MU.clone();
        double[] moment = new double[P];
        double[] square = new double[P];

        for (int step = 1; step <= 3; step++) {
            adamw.step(objective, LR, step);
            double[] g = product(expected);
            for (int i = 0; i < P; i++) {
                moment[i] = 0.9 * moment[i] + 0.1 * g[i];
                square[i] = 0.99 * square[i] + 0.01 * g[i] * g[i];
                double corrected = moment[i] / (1 - Math.pow(0.9, step));
                double root = Math.sqrt(square[i] / (1 - Math.pow(0.99, step)));
                expected[i] -= LR * (corrected / (root + 1e-8) + 2 * ALPHA * expected[i]);
            }
        }

        assertThat(mean.toDoubleArray()).containsExactly(expected, EXACT);
    }

    /** The penalty moves μ by δ·2αμ once, whatever the base optimiser, the perturbation and the covariance. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theL2PenaltyIsCountedOnce(boolean adam) {
        Objective flat = parameters -> new Objective.Evaluation(manager.create(0.0), parameters.zerosLike());
        Prior prior = new Prior(ALPHA, 2 * 50 * ALPHA);
        for (Penalty penalty : List.of(new L2(ALPHA), new Kl(prior, 50, new Constant(1)))) {
            for (Perturbation<? super Posterior> perturbation : perturbations().toList()) {
                NDArray mean = manager.create(MU);
                new GradientDescent(mean, new MethodParts<>(perturbation, learned(SigmaParameter.STD, 0.1), penalty),
                        adam ? adamW(mean) : base(mean, 0.9, false)).step(flat, LR, 7);

                assertThat(mean.toDoubleArray()).containsExactly(
                        Arrays.stream(MU).map(mu -> mu - LR * 2 * ALPHA * mu).toArray(), EXACT);
            }
        }
    }

    @Test
    void gaussianNoiseOfTheMagnitudeAdaptiveCovarianceScalesWithTheWeights() {
        double[] isotropic = epsilon(new Gaussian(), manager.create(MU), new FixedIsotropic(0.04));
        NDArray weights = manager.create(new boolean[] {true, false, true});

        double[] adaptive = epsilon(
                new Gaussian(), manager.create(MU), new MagnitudeAdaptive(0.04, weights, 0.01));

        assertThat(adaptive).containsExactly(new double[] {
            isotropic[0] * 1.01, isotropic[1], isotropic[2] * 0.51}, EXACT);
    }

    /** ‖Σ^{-1/2} ε‖ = √p also where Σ comes from the gradient. */
    @Test
    void interpolationKeepsTheRadiusInTheMetricOfFisherSam() {
        double eta = 0.7;
        double[] g = product(MU);

        double[] epsilon = epsilon(new Interpolated(0.4, Interpolation.SLERP), manager.create(MU),
                new FisherAdaptive(RHO * RHO / P, eta));

        double square = IntStream.range(0, P)
                .mapToDouble(i -> epsilon[i] * epsilon[i] * (1 + eta * g[i] * g[i])).sum();
        assertThat(Math.sqrt(square)).isEqualTo(RHO, EXACT);
    }

    /**
     * ‖ε‖²/ρ² is a mean of p squares of N(0, 1), so over k steps its mean has standard deviation √(2/(pk)). Five of
     * them are allowed: one false alarm in 1.7 million seeds, and the seeds are fixed.
     */
    @Test
    void gaussianPerturbationsHaveTheExpectedSquaredNormRhoSquared() {
        int p = 1000;
        int steps = 100;
        NDArray mean = manager.zeros(new Shape(p), DataType.FLOAT64);
        NDArray zero = mean.zerosLike();
        double[] sum = new double[1];
        Objective recorder = parameters -> {
            sum[0] += parameters.square().sum().getDouble();
            return new Objective.Evaluation(zero, zero);
        };
        Optimizer rsam = new GradientDescent(mean, new MethodParts<>(
                new Gaussian(), new FixedIsotropic(RHO * RHO / p), new L2(0)), base(mean, 0, false));

        IntStream.range(0, steps).forEach(step -> rsam.step(recorder, LR, step));

        assertThat(sum[0] / steps / (RHO * RHO)).isEqualTo(1, within(5 * Math.sqrt(2.0 / p / steps)));
    }

    @Test
    void gaussianPerturbationsAreDrawnAnewAndDecidedByTheirSeed() {
        Optimizer rsam = plain(new Gaussian(), new FixedIsotropic(0.1), new L2(0));

        rsam.step(objective, 0, 1);
        rsam.step(objective, 0, 2);
        rsam.step(objective, 0, 1);

        assertThat(objective.evaluatedAt()).hasSize(3);
        assertThat(objective.evaluatedAt().get(1)).isNotEqualTo(objective.evaluatedAt().get(0));
        assertThat(objective.evaluatedAt().get(2)).isEqualTo(objective.evaluatedAt().get(0));
    }

    @ParameterizedTest
    @EnumSource(Interpolation.class)
    void interpolationEndsInSamToTheBit(Interpolation interpolation) {
        double[] sam = stepped(new WorstCase());

        assertThat(stepped(new Interpolated(1, interpolation))).containsExactly(sam);
    }

    @Test
    void convexInterpolationStartsAtRandomSamToTheBit() {
        double[] rsam = stepped(new Gaussian());

        assertThat(stepped(new Interpolated(0, Interpolation.CONVEX))).containsExactly(rsam);
    }

    @Test
    void convexInterpolationWeighsBothPerturbations() {
        double[] random = epsilon(new Gaussian());
        double[] worst = epsilon(new WorstCase());

        assertThat(epsilon(new Interpolated(0.3, Interpolation.CONVEX))).containsExactly(
                IntStream.range(0, P).mapToDouble(i -> 0.7 * random[i] + 0.3 * worst[i]).toArray(), EXACT);
    }

    @Test
    void sphericalInterpolationStartsAtRandomSamWithItsNormFixed() {
        double[] random = epsilon(new Gaussian());

        assertThat(epsilon(new Interpolated(0, Interpolation.SLERP))).containsExactly(
                Arrays.stream(random).map(e -> RHO * e / norm(random)).toArray(), EXACT);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.25, 0.5, 0.9})
    void sphericalInterpolationKeepsTheRadiusAndDividesTheAngle(double lambda) {
        double[] random = epsilon(new Interpolated(0, Interpolation.SLERP));
        double[] worst = epsilon(new WorstCase());
        double[] between = epsilon(new Interpolated(lambda, Interpolation.SLERP));

        assertThat(norm(between)).isEqualTo(RHO, EXACT);
        assertThat(angle(random, between)).isEqualTo(lambda * angle(random, worst), EXACT);
        assertThat(angle(between, worst)).isEqualTo((1 - lambda) * angle(random, worst), EXACT);
    }

    /** In the metric of Σ, where both ends have the length √p. */
    @Test
    void sphericalInterpolationOfALearnedSigmaStaysOnItsEllipsoid() {
        LearnedDiagonal sigma = learned(SigmaParameter.VARIANCE, 0);

        double[] epsilon = epsilon(new Interpolated(0.4, Interpolation.SLERP), manager.create(MU), sigma);

        assertThat(IntStream.range(0, P).mapToDouble(i -> epsilon[i] * epsilon[i] / S[i]).sum()).isEqualTo(P, EXACT);
    }

    @ParameterizedTest
    @EnumSource(Interpolation.class)
    void interpolationAtAStationaryPointHasNoWorstCasePart(Interpolation interpolation) {
        NDArray origin = manager.create(new double[P]);

        double[] whole = epsilon(new Interpolated(0, interpolation), origin, new FixedIsotropic(1));
        double[] half = epsilon(new Interpolated(0.5, interpolation), origin, new FixedIsotropic(1));

        assertThat(half).containsExactly(Arrays.stream(whole).map(e -> 0.5 * e).toArray(), EXACT);
    }

    /** μ after one step. */
    private double[] stepped(Perturbation<? super FixedIsotropic> perturbation) {
        Optimizer optimizer = plain(perturbation, new FixedIsotropic(RHO * RHO / P), new L2(ALPHA));
        optimizer.step(objective, LR, 7);
        return optimizer.mean().toDoubleArray();
    }

    private double[] epsilon(Perturbation<? super FixedIsotropic> perturbation) {
        return epsilon(perturbation, manager.create(MU), new FixedIsotropic(RHO * RHO / P));
    }

    private static double[] slope(SigmaGradient where, Gradients gradients, NDArray s) {
        return where.lossGradient(gradients.sample().orElseThrow(), gradients.followed(), s).toDoubleArray();
    }

    /** ε of a step from {@code mean}. */
    private <C extends Covariance> double[] epsilon(Perturbation<? super C> perturbation, NDArray mean, C covariance) {
        perturbation.gradients(objective, mean, covariance, 7);
        List<double[]> evaluatedAt = objective.evaluatedAt();
        return difference(evaluatedAt.get(evaluatedAt.size() - 1), mean.toDoubleArray());
    }

    private static double angle(double[] a, double[] b) {
        return Math.acos(dot(a, b) / norm(a) / norm(b));
    }

    private <C extends Covariance> Optimizer plain(
            Perturbation<? super C> perturbation, C covariance, Penalty penalty) {
        NDArray mean = manager.create(MU);
        return new GradientDescent(mean, new MethodParts<>(perturbation, covariance, penalty), base(mean, 0, false));
    }

    private static MomentumSgd base(NDArray mean, double momentum, boolean nesterov) {
        return new MomentumSgd(mean.zerosLike(), momentum, nesterov);
    }

    private AdamW adamW(NDArray mean) {
        return new AdamW(mean.zerosLike(), mean.zerosLike(), manager.create(0.0), 0.9, 0.99, 1e-8);
    }

    private LearnedDiagonal learned(SigmaParameter parameter, double rate) {
        return new LearnedDiagonal(manager.create(S), SigmaGradient.CLEAN, parameter, rate, 1e-20, 1e2);
    }

    private static double descended(SigmaParameter parameter, double s, double slope, double rate) {
        return switch (parameter) {
            case VARIANCE -> s - rate * slope;
            case STD -> Math.pow(Math.sqrt(s) - rate * 2 * Math.sqrt(s) * slope, 2);
            case LOG_VARIANCE -> Math.exp(Math.log(s) - rate * s * slope);
        };
    }

    private static double[] difference(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] - b[i]).toArray();
    }

    /** KL[N(μ, diag s) ‖ N(0, σ₀² I)]. */
    private static double divergence(double[] mu, double[] s, double sigma0) {
        double variance = sigma0 * sigma0;
        return 0.5 * IntStream.range(0, mu.length)
                .mapToDouble(i -> (s[i] + mu[i] * mu[i]) / variance - 1 - Math.log(s[i] / variance))
                .sum();
    }

    private interface Function {
        double at(double[] x);
    }

    private static double[] centralDifferences(double[] x, Function f) {
        double h = 1e-6;
        return IntStream.range(0, x.length).mapToDouble(i -> {
            double[] up = x.clone();
            double[] down = x.clone();
            up[i] += h;
            down[i] -= h;
            return (f.at(up) - f.at(down)) / (2 * h);
        }).toArray();
    }
}
