package org.flatsweep.domain;

import static java.util.stream.Collectors.toMap;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.flatsweep.domain.ValueRange.Choice;
import org.flatsweep.domain.ValueRange.Flag;
import org.flatsweep.domain.ValueRange.Integers;
import org.flatsweep.domain.ValueRange.Reals;

/**
 * A setting of a trial that a sweep can fix or put on an axis of its grid.
 *
 * <p>Defaults are the recipe of the paper's Section 6 where it gives one. The order of the constants is the order of
 * columns wherever hyperparameters are listed.
 */
public enum Hyperparameter {
    /** Passes over the training data. */
    EPOCHS("epochs", new Integers(1, 100_000), 200L),
    /** Images a step. */
    BATCH_SIZE("batch_size", new Integers(2, 65_536), 128L),
    /** Initial learning rate δ of the mean parameters. */
    LR("lr", Reals.positive(), 0.1),
    /** Momentum of SGD. */
    MOMENTUM("momentum", Reals.fraction(), 0.9),
    /** Nesterov's form of the momentum. */
    NESTEROV("nesterov", new Flag(), false),
    /** Learning rate schedule; {@code step} multiplies by 0.2 after 30, 60 and 80 % of the epochs. */
    SCHEDULE("schedule", Choice.of("step", "cosine", "constant"), "step"),
    /** Probability mass that the training targets spread evenly over all classes. */
    LABEL_SMOOTHING("label_smoothing", Reals.fraction(), 0.0),
    /** L2 strength α of the penalty α‖μ‖²; half of PyTorch's weight decay. */
    ALPHA("alpha", Reals.nonNegative(), 2.5e-4),
    /** Radius ρ of the perturbation. */
    RHO("rho", Reals.positive(), 0.05),
    /** Standard deviation σ₀ of the prior; without it σ₀ = 1/√(2Nα). */
    SIGMA0("sigma0", Reals.positive(), null),
    /** Learning rate η₂ of the covariance Σ. */
    SIGMA_LR("sigma_lr", Reals.nonNegative(), 0.01),
    /** The quantity that gradient descent on Σ moves. */
    SIGMA_PARAM("sigma_param", Choice.of("log_variance", "std", "variance"), "log_variance"),
    /** Least variance that Σ may take. */
    SIGMA_FLOOR("sigma_floor", Reals.positive(), 1e-20),
    /** Greatest variance that Σ may take. */
    SIGMA_CEILING("sigma_ceiling", Reals.positive(), 1e2),
    /** Coefficient β of the KL penalty's Σ-part; 1 is the evidence lower bound. */
    BETA("beta", Reals.nonNegative(), 1.0),
    /** Addend η_A of ASAM's scale |μ_i| + η_A (Kwon et al. 2021); the paper has 0.01 on CIFAR-10, 0.1 on CIFAR-100. */
    ASAM_ETA("asam_eta", Reals.nonNegative(), 0.01),
    /** What ASAM scales: all weights, as its authors' code does, BatchNorm's included, or those of layers alone. */
    ASAM_SCOPE("asam_scope", Choice.of("all_weights", "conv_linear"), "all_weights"),
    /** Weight η_F of the Fisher information in FisherSAM's F̃ = I + η_F F (Kim et al. 2022). */
    FSAM_ETA("fsam_eta", Reals.nonNegative(), 1.0),
    /** Place λ of the perturbation on the way from RandomSAM's, 0, to SAM's, 1 (Section 7). */
    LAMBDA("lambda", new Reals(0, true, 1, true), 0.5),
    /** The way: {@code slerp} keeps the radius ρ, {@code convex} weighs both perturbations by 1 − λ and λ. */
    INTERPOLATION("interpolation", Choice.of("slerp", "convex"), "slerp");

    private static final Map<String, Hyperparameter> BY_KEY =
            Stream.of(values()).collect(toMap(Hyperparameter::key, h -> h));

    private final String key;
    private final ValueRange range;
    private final Object defaultValue;

    Hyperparameter(String key, ValueRange range, Object defaultValue) {
        this.key = key;
        this.range = range;
        this.defaultValue = defaultValue;
    }

    /** Its name in definitions, configurations and SQL: {@code sigma_lr}. */
    public String key() {
        return key;
    }

    public ValueRange range() {
        return range;
    }

    /** The value where neither the sweep nor {@link Method#defaults} gives another; empty where derived. */
    Optional<Object> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    public static Optional<Hyperparameter> byKey(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }
}
