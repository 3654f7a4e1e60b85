package org.flatsweep.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.flatsweep.training.method.Quadratic.H;
import static org.flatsweep.training.method.Quadratic.MU;
import static org.flatsweep.training.method.Quadratic.loss;
import static org.flatsweep.training.method.Quadratic.product;
import static org.flatsweep.training.method.Vectors.dot;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.flatsweep.training.method.Perturbation.Gradients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The paper's Propositions 1, 2 and 4 for the steps taken here, on a quadratic, where their remainders are known. */
class PropositionsTest {

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

    /** Isotropic, SAM's own, and a general diagonal. */
    static Stream<double[]> variances() {
        return Stream.of(new double[] {0.03, 0.03, 0.03}, new double[] {0.04, 0.01, 0.09});
    }

    /** Proposition 1: the loss at the worst case is L + √p·√(gᵀΣg) and, on a quadratic, ½ε*ᵀHε* beyond. */
    @ParameterizedTest
    @MethodSource("variances")
    void theWorstCaseLossIsPenalisedByTheGradientNormInTheMetricOfSigma(double[] s) {
        double[] epsilon = worstCase(s);

        double[] theta = IntStream.range(0, P).mapToDouble(i -> MU[i] + epsilon[i]).toArray();
        assertThat(loss(theta)).isEqualTo(loss(MU) + penalty(MU, s) + 0.5 * dot(epsilon, product(epsilon)), EXACT);
    }

    /** Proposition 1 for the step: with η held it descends L + √p·√(gᵀΣg) itself, as ∇√(gᵀΣg) = HΣg/√(gᵀΣg). */
    @ParameterizedTest
    @MethodSource("variances")
    void theStepFollowsTheGradientOfThePenalisedLoss(double[] s) {
        double[] followed = gradients(s).followed().toDoubleArray();

        assertThat(followed).containsExactly(penalisedGradient(MU, s, 0), EXACT);
    }

    /**
     * Proposition 2: steps of length δ follow the gradient flow on L_SAM + (δ/4)‖∇L_SAM‖² to third order a step, and
     * that on L_SAM to second order alone. Halving δ divides the errors by 8 and by 4.
     */
    @ParameterizedTest
    @MethodSource("variances")
    void stepsOfSamFollowTheFlowOnTheLossWithTheImplicitPenalty(double[] s) {
        double coarse = 0.01;
        double fine = coarse / 2;

        double withPenalty = distanceToFlow(s, coarse, coarse) / distanceToFlow(s, fine, fine);
        double without = distanceToFlow(s, coarse, 0) / distanceToFlow(s, fine, 0);

        assertThat(withPenalty).isEqualTo(8, within(0.5));
        assertThat(without).isEqualTo(4, within(0.25));
    }

    /**
     * Proposition 4: E‖g(μ + ε)‖² = ‖g‖² + Tr[ΣH²], exactly on a quadratic, where the mean over the 2p points
     * ±√(p·s_i) e_i is that over N(0, Σ).
     */
    @ParameterizedTest
    @MethodSource("variances")
    void theImplicitPenaltyOfMfviIsTheGradientNormAndTheTraceOfSigmaHSquared(double[] s) {
        double mean = IntStream.range(0, 2 * P).mapToDouble(k -> {
            double[] theta = MU.clone();
            theta[k / 2] += (k % 2 == 0 ? 1 : -1) * Math.sqrt(P * s[k / 2]);
            double[] g = objective.at(manager.create(theta)).gradient().toDoubleArray();
            return dot(g, g) / (2 * P);
        }).sum();

        double trace = IntStream.range(0, P)
                .mapToDouble(i -> s[i] * Arrays.stream(H[i]).map(h -> h * h).sum()).sum();
        assertThat(mean).isEqualTo(dot(product(MU), product(MU)) + trace, EXACT);
    }

    private Gradients gradients(double[] s) {
        NDArray variances = manager.create(s);
        LearnedDiagonal sigma = new LearnedDiagonal(
                variances, SigmaGradient.CLEAN, SigmaParameter.VARIANCE, 0, 1e-20, 1e2);
        return new WorstCase().gradients(objective, manager.create(MU), sigma, 0);
    }

    private double[] worstCase(double[] s) {
        return gradients(s).sample().orElseThrow().perturbation().toDoubleArray();
    }

    /** Of one SAM step of length δ from the flow on L_SAM + (implicit/4)‖∇L_SAM‖² for a time δ. */
    private double distanceToFlow(double[] s, double delta, double implicit) {
        double[] direction = gradients(s).followed().toDoubleArray();
        double[] stepped = plus(MU, direction, -delta);
        double[] flowed = MU.clone();
        UnaryOperator<double[]> slope = mu -> penalisedGradient(mu, s, implicit);
        int pieces = 20;
        double h = delta / pieces;
        for (int i = 0; i < pieces; i++) {
            flowed = rungeKutta(flowed, slope, -h);
        }
        double[] difference = plus(stepped, flowed, -1);
        return Math.sqrt(dot(difference, difference));
    }

    private static double[] rungeKutta(double[] y, UnaryOperator<double[]> slope, double h) {
        double[] k1 = slope.apply(y);
        double[] k2 = slope.apply(plus(y, k1, h / 2));
        double[] k3 = slope.apply(plus(y, k2, h / 2));
        double[] k4 = slope.apply(plus(y, k3, h));
        return IntStream.range(0, P)
                .mapToDouble(i -> y[i] + h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i])).toArray();
    }

    /** ∇[L + √p·√(gᵀΣg)], and by central differences that of (implicit/4) times its square. */
    private static double[] penalisedGradient(double[] mu, double[] s, double implicit) {
        double[] g = product(mu);
        double[] scaled = IntStream.range(0, P).mapToDouble(i -> s[i] * g[i]).toArray();
        double[] ascent = product(scaled);
        double q = Math.sqrt(dot(g, scaled));
        double[] gradient = IntStream.range(0, P).mapToDouble(i -> g[i] + Math.sqrt(P) * ascent[i] / q).toArray();
        if (implicit == 0) {
            return gradient;
        }
        double h = 1e-5;
        return IntStream.range(0, P).mapToDouble(i -> {
            double[] up = penalisedGradient(plus(mu, unit(i), h), s, 0);
            double[] down = penalisedGradient(plus(mu, unit(i), -h), s, 0);
            return gradient[i] + implicit / 4 * (dot(up, up) - dot(down, down)) / (2 * h);
        }).toArray();
    }

    private static double penalty(double[] mu, double[] s) {
        double[] g = product(mu);
        return Math.sqrt(P * IntStream.range(0, P).mapToDouble(i -> s[i] * g[i] * g[i]).sum());
    }

    private static double[] plus(double[] a, double[] b, double factor) {
        return IntStream.range(0, P).mapToDouble(i -> a[i] + factor * b[i]).toArray();
    }

    private static double[] unit(int index) {
        return IntStream.range(0, P).mapToDouble(i -> i == index ? 1 : 0).toArray();
    }
}
