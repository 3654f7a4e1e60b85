package org.flatsweep.domain;

import static java.util.stream.Collectors.toMap;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flatsweep.domain.ValueRange.Choice;
import org.flatsweep.domain.ValueRange.Flag;
import org.flatsweep.domain.ValueRange.Integers;
import org.flatsweep.domain.ValueRange.Reals;
import org.flatsweep.domain.ValueRange.RealsOr;

/**
 * A setting of a trial that a sweep can fix or put on an axis of its grid.
 *
 * <p>Defaults are the recipe of the paper's Section 6 where it gives one. The order of the constants is the order of
 * columns wherever hyperparameters are listed; what others depend on stands before them.
 */
public enum Hyperparameter {
    /** What becomes of the loss: its gradient by backpropagation, or a score-function estimate from losses alone. */
    ESTIMATOR("estimator", Choice.of("gradient", "score", "natural", "cma"), "gradient"),
    /** How ε is chosen. */
    PERTURBATION("perturbation", Choice.of("none", "gaussian", "worst_case", "interpolated"), "worst_case"),
    /** Σ, which shapes ε. */
    COVARIANCE("covariance", Choice.of("none", "isotropic", "learned", "magnitude", "fisher"), "isotropic"),
    /** What is added to the expected loss. */
    PENALTY("penalty", Choice.of("none", "l2", "kl"), "l2"),
    /** What turns directions into steps: SGD with momentum, or AdamW with decoupled weight decay 2α. */
    OPTIMIZER("optimizer", Choice.of("sgd", "adamw"), "sgd", when(ESTIMATOR, "gradient", "score")),
    /** Passes over the training data. */
    EPOCHS("epochs", new Integers(1, 100_000), 200L),
    /** Images a step. */
    BATCH_SIZE("batch_size", new Integers(2, 65_536), 128L),
    /** Initial learning rate δ of the mean parameters. */
    LR("lr", Reals.positive(), 0.1, when(ESTIMATOR, "gradient", "score", "natural")),
    /** Momentum of SGD. */
    MOMENTUM("momentum", Reals.fraction(), 0.9, when(OPTIMIZER, "sgd")),
    /** Nesterov's form of the momentum. */
    NESTEROV("nesterov", new Flag(), false, when(OPTIMIZER, "sgd")),
    /** Decay of AdamW's mean of gradients. */
    ADAM_BETA1("adam_beta1", Reals.fraction(), 0.9, when(OPTIMIZER, "adamw")),
    /** Decay of AdamW's mean of squared gradients. */
    ADAM_BETA2("adam_beta2", Reals.fraction(), 0.999, when(OPTIMIZER, "adamw")),
    /** What AdamW adds to the root of its mean of squares. */
    ADAM_EPSILON("adam_epsilon", Reals.positive(), 1e-8, when(OPTIMIZER, "adamw")),
    /** Learning rate schedule; {@code step} multiplies by 0.2 after 30, 60 and 80 % of the epochs. */
    SCHEDULE("schedule", Choice.of("step", "cosine", "constant"), "step",
            when(ESTIMATOR, "gradient", "score", "natural")),
    /** Probability mass that the training targets spread evenly over all classes. */
    LABEL_SMOOTHING("label_smoothing", Reals.fraction(), 0.0),
    /** L2 strength α of the penalty α‖μ‖²; half of PyTorch's weight decay. */
    ALPHA("alpha", Reals.nonNegative(), 2.5e-4, when(PENALTY, "l2", "kl")),
    /** Radius ρ of the perturbation. */
    RHO("rho", Reals.positive(), 0.05, when(COVARIANCE, "isotropic", "learned", "magnitude", "fisher")),
    /** Standard deviation σ₀ of the prior; without it σ₀ = 1/√(2Nα). */
    SIGMA0("sigma0", Reals.positive(), null, when(PENALTY, "l2", "kl")),
    /** Learning rate η₂ of the covariance Σ; for NES (3 + ln p)/(5√p) where it is left out. */
    SIGMA_LR("sigma_lr", Reals.nonNegative(), 0.01,
            when(COVARIANCE, "learned"), when(ESTIMATOR, "gradient", "score", "natural")),
    /** The quantity that gradient descent on Σ moves. */
    SIGMA_PARAM("sigma_param", Choice.of("log_variance", "std", "variance"), "log_variance",
            when(COVARIANCE, "learned"), when(ESTIMATOR, "gradient")),
    /** Where Σ's gradient of the worst case is taken: at μ, as in Algorithm 3, or at μ + ε. */
    SIGMA_GRADIENT("sigma_gradient", Choice.of("clean", "perturbed"), "clean",
            when(COVARIANCE, "learned"), when(PERTURBATION, "worst_case")),
    /** Least variance that Σ may take. */
    SIGMA_FLOOR("sigma_floor", Reals.positive(), 1e-20, when(COVARIANCE, "learned")),
    /** Greatest variance that Σ may take. */
    SIGMA_CEILING("sigma_ceiling", Reals.positive(), 1e2, when(COVARIANCE, "learned")),
    /**
     * Coefficient β of the KL penalty's Σ-part; 1 is the evidence lower bound, {@code match_rho} makes it ρN‖g‖/p at
     * every step, which holds the worst case's linear increase of the loss at SAM's ρ‖g‖.
     */
    BETA("beta", new RealsOr(Reals.nonNegative(), "match_rho"), 1.0,
            when(COVARIANCE, "learned"), when(PENALTY, "kl")),
    /** Addend η_A of ASAM's scale |μ_i| + η_A (Kwon et al. 2021); the paper has 0.01 on CIFAR-10, 0.1 on CIFAR-100. */
    ASAM_ETA("asam_eta", Reals.nonNegative(), 0.01, when(COVARIANCE, "magnitude")),
    /** What ASAM scales: all weights, as its authors' code does, BatchNorm's included, or those of layers alone. */
    ASAM_SCOPE("asam_scope", Choice.of("all_weights", "conv_linear"), "all_weights", when(COVARIANCE, "magnitude")),
    /** Weight η_F of the Fisher information in FisherSAM's F̃ = I + η_F F (Kim et al. 2022). */
    FSAM_ETA("fsam_eta", Reals.nonNegative(), 1.0, when(COVARIANCE, "fisher")),
    /** Place λ of the perturbation on the way from RandomSAM's, 0, to SAM's, 1 (Section 7). */
    LAMBDA("lambda", new Reals(0, true, 1, true), 0.5, when(PERTURBATION, "interpolated")),
    /** The way: {@code slerp} keeps the radius ρ, {@code convex} weighs both perturbations by 1 − λ and λ. */
    INTERPOLATION("interpolation", Choice.of("slerp", "convex"), "slerp", when(PERTURBATION, "interpolated")),
    /** Perturbed evaluations a step, in antithetic pairs but for CMA-ES; for it and NES 4 + ⌊3 ln p⌋ where left out. */
    POPULATION("population", new Integers(2, 1_000_000), 64L, when(ESTIMATOR, "score", "natural", "cma")),
    /** What the score function weighs directions by: the losses' centred ranks, or the losses. */
    FITNESS("fitness", Choice.of("ranks", "raw"), "ranks", when(ESTIMATOR, "score"), when(COVARIANCE, "isotropic"));

    /** Another hyperparameter has one of some values. */
    private record Condition(Hyperparameter hyperparameter, List<String> words) {

        boolean holds(Map<Hyperparameter, ?> point) {
            return !point.containsKey(hyperparameter) || words.contains(point.get(hyperparameter));
        }
    }

    private static final Map<String, Hyperparameter> BY_KEY =
            Stream.of(values()).collect(toMap(Hyperparameter::key, h -> h));

    private final String key;
    private final ValueRange range;
    private final Object defaultValue;
    private final List<Condition> conditions;

    Hyperparameter(String key, ValueRange range, Object defaultValue, Condition... conditions) {
        this.key = key;
        this.range = range;
        this.defaultValue = defaultValue;
        this.conditions = List.of(conditions);
    }

    private static Condition when(Hyperparameter hyperparameter, String... words) {
        return new Condition(hyperparameter, List.of(words));
    }

    /** Its name in definitions, configurations and SQL: {@code sigma_lr}. */
    public String key() {
        return key;
    }

    public ValueRange range() {
        return range;
    }

    /** The value where neither the sweep nor the method's recipe gives another; empty where derived. */
    Optional<Object> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    /** Whether it has a meaning at a point whose hyperparameters before this one are known. */
    boolean appliesAt(Map<Hyperparameter, ?> point) {
        return conditions.stream().allMatch(condition -> condition.holds(point));
    }

    /** What decides whether it applies. */
    Set<Hyperparameter> dependsOn() {
        return conditions.stream().map(Condition::hyperparameter).collect(Collectors.toSet());
    }

    /** Whether others apply or not by its value. */
    boolean decides() {
        return Arrays.stream(values()).anyMatch(h -> h.dependsOn().contains(this));
    }

    /** When it applies, for people: "covariance learned and penalty kl". */
    String appliesWhere() {
        return conditions.stream()
                .map(c -> c.hyperparameter.key + " " + String.join(" or ", c.words))
                .collect(Collectors.joining(" and "));
    }

    public static Optional<Hyperparameter> byKey(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }
}
