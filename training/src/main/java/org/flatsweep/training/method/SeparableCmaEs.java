package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.flatsweep.training.method.Population.Moments;

/**
 * Separable covariance matrix adaptation evolution strategy (sep-CMA-ES; Ros and Hansen 2008): N(μ, σ²C) with diagonal
 * C, weighted recombination of the better half, cumulative step-size adaptation, and rank-one and rank-μ updates of C.
 *
 * <p>Equations and constants are those of Hansen's tutorial (arXiv 1604.00772, appendix A), with positive weights alone
 * and the learning rates of C multiplied by (p + 2)/3, since a diagonal has so many fewer degrees of freedom. No other
 * learning rate is used: c_m = 1. Points are independent. Antithetic ones would shorten the recombined steps, which
 * step-size adaptation takes for a sign to shrink (Auger, Brockhoff, Hansen 2011).
 *
 * <p>Only s = σ²C and σp_c are kept, since nothing else depends on how s divides into σ² and C. By themselves the two
 * drift apart without limit: along Rosenbrock's valley σ grows and C shrinks until single precision fails.
 */
final class SeparableCmaEs implements Optimizer {

    private final NDArray mean;
    private final NDArray variances;
    private final NDArray sigmaPath;
    private final NDArray covariancePath;
    private final NDArray generation;
    private final double floor;
    private final double ceiling;
    private final Constants constants;

    /**
     * @param mean μ, changed in place
     * @param variances s = σ²C, changed in place
     * @param points λ, at least 2
     * @param floor least variance
     * @param ceiling greatest variance
     */
    SeparableCmaEs(NDArray mean, NDArray variances, int points, double floor, double ceiling) {
        this.mean = mean;
        this.variances = variances;
        this.sigmaPath = mean.zerosLike();
        this.covariancePath = mean.zerosLike();
        this.generation = mean.getManager().zeros(new Shape(1), mean.getDataType());
        this.floor = floor;
        this.ceiling = ceiling;
        this.constants = Constants.of(mean.size(), points);
    }

    /** The tutorial's λ for p parameters, 4 + ⌊3 ln p⌋. */
    static int publishedPoints(long p) {
        return 4 + (int) (3 * Math.log(p));
    }

    /** @return with the norm of its step for that of a gradient */
    @Override
    public Step step(Objective objective, double learningRate, long noiseSeed) {
        NDArray deviation = variances.sqrt();
        Population population =
                Population.ofPoints(objective, mean, deviation::mul, constants.points, noiseSeed);
        Moments moments = population.moments(
                FitnessShaping.byRank(population.losses(), rank -> constants.weights[rank]));
        NDArray step = moments.first().mul(deviation);
        mean.addi(step);
        generation.addi(1);
        accumulate(sigmaPath, constants.sigmaRate, moments.first());
        double length = Scalars.value(sigmaPath.norm());
        boolean stalled = isStalled(length);
        accumulate(covariancePath, constants.pathRate, stalled ? step.zerosLike() : step);
        adaptVariances(moments.second(), stalled);
        scale(Math.exp(constants.sigmaRate / constants.damping * (length / constants.expectedLength - 1)));
        return new Step(population.meanLoss(), step.norm());
    }

    /** Exponential smoothing, normalised so that under random selection a path keeps the distribution of one z. */
    private void accumulate(NDArray path, double rate, NDArray step) {
        path.muli(1 - rate).addi(step.mul(Math.sqrt(rate * (2 - rate) * constants.effectivePoints)));
    }

    /** h_σ = 0: σ is about to grow fast, and C must not grow with it. */
    private boolean isStalled(double length) {
        double settled = Math.sqrt(1 - Math.pow(1 - constants.sigmaRate, 2 * Scalars.value(generation)));
        return length / settled >= (1.4 + 2.0 / (mean.size() + 1)) * constants.expectedLength;
    }

    /** @param selected Σ w (z² − 1) */
    private void adaptVariances(NDArray selected, boolean stalled) {
        double lost = stalled ? constants.pathRate * (2 - constants.pathRate) : 0;
        NDArray rankOne = covariancePath.square().muli(constants.rankOneRate);
        NDArray rankMu = selected.mul(variances).muli(constants.rankMuRate);
        variances.muli(1 - constants.rankOneRate * (1 - lost)).addi(rankOne).addi(rankMu);
    }

    /** @param factor of σ */
    private void scale(double factor) {
        covariancePath.muli(factor);
        variances.intern(variances.mul(factor * factor).clip(floor, ceiling));
    }

    @Override
    public NDArray mean() {
        return mean;
    }

    @Override
    public Optional<NDArray> deviations(NDArray gradient) {
        return Optional.of(variances.sqrt());
    }

    @Override
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        state.put("mean", mean);
        state.put("variances", variances);
        state.put("sigma_path", sigmaPath);
        state.put("covariance_path", covariancePath);
        state.put("generation", generation);
        return state;
    }

    @Override
    public Map<String, Object> derived() {
        return Map.of("population", constants.points);
    }

    @Override
    public Map<String, Double> covarianceMetrics() {
        return CovarianceMetrics.of(variances);
    }

    /**
     * The default strategy parameters (tutorial, table 1).
     *
     * @param points λ
     * @param weights w by rank, 0 for the worse half
     * @param effectivePoints μ_eff
     * @param sigmaRate c_σ
     * @param damping d_σ
     * @param pathRate c_c
     * @param rankOneRate c_1
     * @param rankMuRate c_μ
     * @param expectedLength E‖N(0, I)‖
     */
    private record Constants(int points, double[] weights, double effectivePoints, double sigmaRate, double damping,
            double pathRate, double rankOneRate, double rankMuRate, double expectedLength) {

        static Constants of(double p, int points) {
            double[] weights = FitnessShaping.normalised(points, Math.log((points + 1) / 2.0));
            double effective = 1 / Arrays.stream(weights).map(w -> w * w).sum();
            double sigmaRate = (effective + 2) / (p + effective + 5);
            double damping = 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (p + 1)) - 1) + sigmaRate;
            double pathRate = (4 + effective / p) / (p + 4 + 2 * effective / p);
            double speedUp = (p + 2) / 3;
            double rankOneRate = Math.min(1, speedUp * 2 / (Math.pow(p + 1.3, 2) + effective));
            double rankMuRate = Math.min(1 - rankOneRate,
                    speedUp * 2 * (0.25 + effective - 2 + 1 / effective) / (Math.pow(p + 2, 2) + effective));
            double expectedLength = Math.sqrt(p) * (1 - 1 / (4 * p) + 1 / (21 * p * p));
            return new Constants(points, weights, effective, sigmaRate, damping, pathRate, rankOneRate, rankMuRate,
                    expectedLength);
        }
    }
}
