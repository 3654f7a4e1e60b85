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
    ESTIMATOR("estimator", Choice.of("gradient", "score", "natural", "cma"), "gradient", "",
            "what becomes of the loss: its gradient, or an estimate of it from losses alone", "gradient"),
    PERTURBATION("perturbation", Choice.of("none", "gaussian", "worst_case", "interpolated"), "worst_case", "ε",
            "how ε is chosen", "[gaussian, worst_case]"),
    COVARIANCE("covariance", Choice.of("none", "isotropic", "learned", "magnitude", "fisher"), "isotropic", "Σ",
            "what shapes ε", "[isotropic, learned]"),
    PENALTY("penalty", Choice.of("none", "l2", "kl"), "l2", "", "what is added to the expected loss", "[none, l2]"),
    OPTIMIZER("optimizer", Choice.of("sgd", "adamw"), "sgd", "",
            "what turns directions into steps: SGD with momentum, or AdamW with decoupled weight decay 2α",
            "[sgd, adamw]", when(ESTIMATOR, "gradient", "score")),
    EPOCHS("epochs", new Integers(1, 100_000), 200L, "", "passes over the training data", "[200, 400]"),
    BATCH_SIZE("batch_size", new Integers(2, 65_536), 128L, "|B|", "images a step", "[64, 128]"),
    LR("lr", Reals.positive(), 0.1, "δ, η₁", "initial learning rate of the mean parameters",
            "{from: 0.01, to: 1, steps: 5, scale: log}", when(ESTIMATOR, "gradient", "score", "natural")),
    MOMENTUM("momentum", Reals.fraction(), 0.9, "", "of SGD", "[0, 0.9]", when(OPTIMIZER, "sgd")),
    NESTEROV("nesterov", new Flag(), false, "", "Nesterov's form of the momentum", "[false, true]",
            when(OPTIMIZER, "sgd")),
    ADAM_BETA1("adam_beta1", Reals.fraction(), 0.9, "", "decay of AdamW's mean of gradients", "[0.9, 0.95]",
            when(OPTIMIZER, "adamw")),
    ADAM_BETA2("adam_beta2", Reals.fraction(), 0.999, "", "decay of AdamW's mean of squared gradients",
            "[0.99, 0.999]", when(OPTIMIZER, "adamw")),
    ADAM_EPSILON("adam_epsilon", Reals.positive(), 1e-8, "", "what AdamW adds to the root of its mean of squares",
            "[1e-8, 1e-6]", when(OPTIMIZER, "adamw")),
    SCHEDULE("schedule", Choice.of("step", "cosine", "constant"), "step", "",
            "of the learning rate; step multiplies it by 0.2 after 30, 60 and 80 % of the epochs", "[step, cosine]",
            when(ESTIMATOR, "gradient", "score", "natural")),
    LABEL_SMOOTHING("label_smoothing", Reals.fraction(), 0.0, "",
            "probability mass that the training targets spread evenly over all classes", "[0, 0.1]"),
    ALPHA("alpha", Reals.nonNegative(), 2.5e-4, "α", "strength of the L2 penalty α‖μ‖²; half of PyTorch's weight decay",
            "[1e-4, 2.5e-4]", when(PENALTY, "l2", "kl")),
    RHO("rho", Reals.positive(), 0.05, "ρ", "radius of the perturbation; where Σ is learned, the one it starts with",
            "{from: 0.02, to: 0.2, steps: 3, scale: log}",
            unless(COVARIANCE, "none")),
    SIGMA0("sigma0", Reals.positive(), null, "σ₀",
            "standard deviation of the prior, in place of alpha; without it 1/√(2Nα)", "[0.1, 0.2]",
            when(PENALTY, "l2", "kl")),
    SIGMA_LR("sigma_lr", Reals.nonNegative(), 0.01, "η₂", "learning rate of Σ; without it (3 + ln p)/(5√p)",
            "{from: 1e-4, to: 1e-2, steps: 3, scale: log}",
            when(COVARIANCE, "learned"), when(ESTIMATOR, "gradient", "score", "natural")),
    SIGMA_PARAM("sigma_param", Choice.of("log_variance", "std", "variance"), "log_variance", "",
            "what gradient descent on Σ moves; the paper's is variance", "[log_variance, variance]",
            when(COVARIANCE, "learned"), when(ESTIMATOR, "gradient")),
    SIGMA_GRADIENT("sigma_gradient", Choice.of("clean", "perturbed"), "clean", "",
            "where Σ's gradient of the worst case is taken: at μ, as in Algorithm 3, or at μ + ε", "[clean, perturbed]",
            when(COVARIANCE, "learned"), when(PERTURBATION, "worst_case")),
    SIGMA_FLOOR("sigma_floor", Reals.positive(), 1e-20, "", "least variance in Σ", "1e-12",
            when(COVARIANCE, "learned")),
    SIGMA_CEILING("sigma_ceiling", Reals.positive(), 1e2, "", "greatest variance in Σ", "1",
            when(COVARIANCE, "learned")),
    BETA("beta", new RealsOr(Reals.nonNegative(), "match_rho"), 1.0, "β",
            "coefficient of the KL penalty's Σ-part; 1 is the evidence lower bound, match_rho is ρN‖g‖/p at every"
                    + " step, which holds the worst case's linear increase of the loss at SAM's ρ‖g‖",
            "[1, match_rho]", when(COVARIANCE, "learned"), when(PENALTY, "kl")),
    ASAM_ETA("asam_eta", Reals.nonNegative(), 0.01, "η_A",
            "addend of ASAM's scale |μ_i| + η_A; the paper has 0.01 on CIFAR-10, 0.1 on CIFAR-100", "[0.01, 0.1]",
            when(COVARIANCE, "magnitude")),
    ASAM_SCOPE("asam_scope", Choice.of("all_weights", "conv_linear"), "all_weights", "",
            "what ASAM scales: all weights, BatchNorm's included, as its authors' code does, or those of layers alone",
            "[all_weights, conv_linear]", when(COVARIANCE, "magnitude")),
    FSAM_ETA("fsam_eta", Reals.nonNegative(), 1.0, "η_F",
            "weight of the Fisher information in FisherSAM's I + η_F F", "[0.1, 1]", when(COVARIANCE, "fisher")),
    LAMBDA("lambda", new Reals(0, true, 1, true), 0.5, "λ",
            "place of the perturbation on the way from RandomSAM's, 0, to SAM's, 1",
            "{from: 0, to: 1, steps: 5}", when(PERTURBATION, "interpolated")),
    INTERPOLATION("interpolation", Choice.of("slerp", "convex"), "slerp", "",
            "the way: slerp keeps the radius, convex weighs both perturbations by 1 − λ and λ", "[slerp, convex]",
            when(PERTURBATION, "interpolated")),
    POPULATION("population", new Integers(2, 1_000_000), 64L, "",
            "perturbed evaluations a step, in antithetic pairs but for CMA-ES; without it 4 + ⌊3 ln p⌋", "[32, 64]",
            when(ESTIMATOR, "score", "natural", "cma")),
    FITNESS("fitness", Choice.of("ranks", "raw"), "ranks", "",
            "what the score function weighs directions by: the losses' centred ranks, or the losses", "[ranks, raw]",
            when(ESTIMATOR, "score"), when(COVARIANCE, "isotropic"));

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
    private final String symbol;
    private final String meaning;
    private final String example;
    private final List<Condition> conditions;

    /**
     * @param defaultValue null where it is derived from others
     * @param symbol in the paper; empty where it has none
     * @param meaning for the reference of definitions; "without it" is where the method leaves it to be derived
     * @param example of an axis, or of a value, as YAML writes it
     */
    Hyperparameter(String key, ValueRange range, Object defaultValue, String symbol, String meaning, String example,
            Condition... conditions) {
        this.key = key;
        this.range = range;
        this.defaultValue = defaultValue;
        this.symbol = symbol;
        this.meaning = meaning;
        this.example = example;
        this.conditions = List.of(conditions);
    }

    private static Condition when(Hyperparameter hyperparameter, String... words) {
        return new Condition(hyperparameter, List.of(words));
    }

    private static Condition unless(Hyperparameter hyperparameter, String word) {
        List<String> words = ((Choice) hyperparameter.range).words();
        return new Condition(hyperparameter, words.stream().filter(other -> !other.equals(word)).toList());
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

    String symbol() {
        return symbol;
    }

    String meaning() {
        return meaning;
    }

    String example() {
        return example;
    }

    /** The word that says in a definition what leaving it out means, where another decides it: 1/√(2Nα). */
    Optional<String> derivation() {
        return switch (this) {
            case ALPHA -> Optional.of("from_sigma0");
            case SIGMA0 -> Optional.of("from_alpha");
            default -> Optional.empty();
        };
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
