package org.flatsweep.training.probe;

import static org.flatsweep.domain.Hyperparameter.EPOCHS;
import static org.flatsweep.domain.Hyperparameter.LR;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import org.flatsweep.domain.ProbePlan;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.training.data.Batches;
import org.flatsweep.training.data.Dataset;
import org.flatsweep.training.data.Images;
import org.flatsweep.training.method.Optimizer;
import org.flatsweep.training.method.Prior;
import org.flatsweep.training.method.Scalars;
import org.flatsweep.training.model.Classifier;
import org.flatsweep.training.model.Task;
import org.flatsweep.training.probe.LossSurface.Slope;

/**
 * Measures the flatness and the calibration of a trial as it stands, without changing it; docs/probes.md says what each
 * number is. The trial's seed decides all that is random about them, the same at every epoch.
 */
public final class Probes {

    private static final int PROBE_SET_SEED = 2;
    private static final double EIGENVALUE_TOLERANCE = 1e-3;
    private static final int EIGENVALUE_STEPS = 50;

    /** What random numbers are drawn for; each has its own. */
    private enum Draw { LOSS, TRACES, EIGENVALUE, PERTURBATIONS, POSTERIOR, TRAINING_IMAGES }

    private final ProbePlan plan;
    private final TrialConfig config;
    private final Dataset dataset;
    private final Batches batches;
    private final Optional<Classifier> classifier;
    private final NDArray statistics;
    private final LongUnaryOperator seeds;
    private final ProbeSet probeSet;
    private final List<UnaryOperator<NDArray>> lossTerms;
    private final Autograd autograd;

    /**
     * @param statistics the task's, live; its manager owns the probe set
     * @param seeds of independent random numbers, by a counter
     */
    public Probes(ProbePlan plan, TrialConfig config, Task task, NDArray statistics, Dataset dataset, Batches batches,
            LongUnaryOperator seeds) {
        NDManager manager = statistics.getManager();
        this.plan = plan;
        this.config = config;
        this.dataset = dataset;
        this.batches = batches;
        this.classifier = task instanceof Classifier c ? Optional.of(c) : Optional.empty();
        this.statistics = statistics;
        this.seeds = seeds;
        this.probeSet = new ProbeSet(
                dataset.train().stratifiedSample(plan.images(), PROBE_SET_SEED), batches, manager);
        this.lossTerms = probeSet.lossTerms(task, statistics, seeds(Draw.LOSS).applyAsLong(0));
        this.autograd = new Autograd(manager);
    }

    public boolean areDueAfter(int epoch) {
        return plan.isDue(epoch, config.integer(EPOCHS));
    }

    /**
     * Metrics by name, all beginning with {@code probe_}; those that are not finite are left out.
     *
     * @param learningRate δ of the steps just taken
     * @param beforePass called before every pass of the network; what it throws ends the measurement
     */
    public Map<String, Double> measure(Optimizer optimizer, double learningRate, Runnable beforePass) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Measurement measurement = new Measurement(optimizer.mean(), beforePass);
            Slope here = measurement.surface.slopeAt(optimizer.mean());
            Optional<Neighbourhood> own = optimizer.deviations(here.gradient()).map(Neighbourhood::new);
            Neighbourhood around = plan.rho().map(rho -> Neighbourhood.ball(rho, optimizer.mean()))
                    .or(() -> own)
                    .orElseGet(() -> Neighbourhood.ball(ProbePlan.RECIPE_RHO, optimizer.mean()));
            measurement.flatness(here, around, learningRate);
            measurement.calibration();
            own.ifPresent(measurement::posterior);
            return measurement.finite();
        }
    }

    private LongUnaryOperator seeds(Draw draw) {
        return i -> seeds.applyAsLong((long) draw.ordinal() << Integer.SIZE | i);
    }

    private final class Measurement {

        private final NDArray mean;
        private final LossSurface surface;
        private final Optional<Predictions> predictions;
        private final Map<String, Double> metrics = new LinkedHashMap<>();

        Measurement(NDArray mean, Runnable beforePass) {
            this.mean = mean;
            this.surface = new LossSurface(lossTerms, autograd, beforePass);
            this.predictions = classifier.map(c -> new Predictions(c, batches, beforePass));
        }

        void flatness(Slope here, Neighbourhood around, double learningRate) {
            double norm = Scalars.value(here.gradient().norm());
            put("loss", here.loss());
            put("gradient_norm", norm);

            put("lambda_max", Eigenvalue.largest(vector -> surface.hessianTimes(vector, mean),
                    new Neighbourhood(mean.onesLike()).gaussian(seeds(Draw.EIGENVALUE).applyAsLong(0)),
                    EIGENVALUE_TOLERANCE, EIGENVALUE_STEPS));

            Traces traces = Traces.estimate(
                    surface, mean, here.gradient(), around, plan.samples(), seeds(Draw.TRACES));
            put("trace_sigma_h", traces.sigmaH());
            put("trace_sigma_h2", traces.sigmaHSquared());

            Sharpness sharpness = Sharpness.measure(
                    surface, mean, here, around, plan.samples(), seeds(Draw.PERTURBATIONS));
            put("sharpness_step", sharpness.step());
            put("sharpness_max", sharpness.max());
            put("sharpness_mean", sharpness.mean());

            double sam = around.linearIncrease(here.gradient());
            put("ideal_sam", sam);
            put("ideal_mfvi", traces.sigmaH().mean() / 2);
            if (config.has(LR)) {
                double quarter = learningRate / 4;
                put("implicit_sam", sam + quarter * norm * norm);
                put("implicit_mfvi", quarter * (norm * norm + traces.sigmaHSquared().mean()));
                put("omitted_mfvi", traces.slope().times(quarter));
            }
        }

        void calibration() {
            predictions.ifPresent(p -> {
                double[][] probabilities = Predictions.none(dataset.test());
                p.add(probabilities, 1, dataset.test(), mean, statistics);
                put("test", Calibration.of(probabilities, dataset.test().labels()));
            });
        }

        /** Of q = N(μ, Σ) with the method's own Σ. */
        void posterior(Neighbourhood sigma) {
            int examples = dataset.train().count();
            Prior prior = Prior.of(config, examples);
            double divergence = prior.divergence(mean, sigma.deviations());
            put("kl", divergence);
            predictions.ifPresent(p -> {
                double error = average(p, sigma);
                put("posterior_train_error", error);
                if (!prior.isFlat()) {
                    put("pac_bayes", PacBayes.bound(error, plan.samples(), divergence, examples));
                }
            });
        }

        /** @return the mean error on training images, some of which are drawn anew with every network */
        private double average(Predictions p, Neighbourhood sigma) {
            double[][] mixture = Predictions.none(dataset.test());
            double error = 0;
            for (int i = 0; i < plan.samples(); i++) {
                try (NDScope sample = new NDScope()) {
                    sample.suppressNotUsedWarning();
                    NDArray drawn = sigma.gaussian(seeds(Draw.POSTERIOR).applyAsLong(i)).addi(mean);
                    NDArray theirs = plan.recomputeStatistics()
                            ? probeSet.statisticsAt(drawn, classifier.orElseThrow())
                            : statistics;
                    Images seen = dataset.train().sample(plan.images(), seeds(Draw.TRAINING_IMAGES).applyAsLong(i));
                    error += p.error(seen, drawn, theirs) / plan.samples();
                    p.add(mixture, 1.0 / plan.samples(), dataset.test(), drawn, theirs);
                }
            }
            put("posterior_test", Calibration.of(mixture, dataset.test().labels()));
            return error;
        }

        private void put(String name, double value) {
            metrics.put("probe_" + name, value);
        }

        private void put(String name, Estimate estimate) {
            put(name, estimate.mean());
            put(name + "_error", estimate.error());
        }

        private void put(String name, Eigenvalue eigenvalue) {
            put(name, eigenvalue.value());
            put(name + "_error", eigenvalue.error());
        }

        private void put(String name, Calibration calibration) {
            put(name + "_nll", calibration.nll());
            put(name + "_brier", calibration.brier());
            put(name + "_ece", calibration.ece());
        }

        Map<String, Double> finite() {
            metrics.values().removeIf(value -> !Double.isFinite(value));
            return metrics;
        }
    }
}
