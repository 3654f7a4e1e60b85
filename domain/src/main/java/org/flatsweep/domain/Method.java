package org.flatsweep.domain;

import static java.util.stream.Collectors.toMap;
import static org.flatsweep.domain.Hyperparameter.COVARIANCE;
import static org.flatsweep.domain.Hyperparameter.ESTIMATOR;
import static org.flatsweep.domain.Hyperparameter.LR;
import static org.flatsweep.domain.Hyperparameter.OPTIMIZER;
import static org.flatsweep.domain.Hyperparameter.PENALTY;
import static org.flatsweep.domain.Hyperparameter.PERTURBATION;
import static org.flatsweep.domain.Hyperparameter.POPULATION;
import static org.flatsweep.domain.Hyperparameter.RHO;
import static org.flatsweep.domain.Hyperparameter.SIGMA_LR;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An optimisation method: a row of the paper's Table 1, which is a perturbation, a covariance, a penalty and an
 * estimator. They decide the hyperparameters it has.
 */
public enum Method {
    SGD("sgd", "SGD", row("none", "none", "l2", "gradient")),
    SAM("sam", "SAM", row("worst_case", "isotropic", "l2", "gradient")),
    /** Algorithm 2; the KL penalty of a fixed Σ is L2. */
    RSAM("rsam", "RandomSAM", row("gaussian", "isotropic", "kl", "gradient")),
    /** Algorithm 1. */
    MFVI("mfvi", "MFVI", row("gaussian", "learned", "kl", "gradient")),
    /** Algorithm 3. */
    VSAM("vsam", "VariationalSAM", row("worst_case", "learned", "kl", "gradient")),
    /**
     * Σ = ρ²/p·diag(|μ| + η_A)² (Kwon et al. 2021). The radius is the paper's for CIFAR-10; for CIFAR-100 it has ρ = 1
     * and η_A = 0.1.
     */
    ASAM("asam", "ASAM", row("worst_case", "magnitude", "l2", "gradient"), Map.of(RHO, 0.5)),
    /** Σ = ρ²/p·(I + η_F diag(g²))⁻¹ (Kim et al. 2022). */
    FSAM("fsam", "FisherSAM", row("worst_case", "fisher", "l2", "gradient"), Map.of(RHO, 0.1)),
    /** A perturbation between the Gaussian and the worst-case one (Section 7). */
    INTERPOLATED("interpolated", "SAM–RandomSAM", row("interpolated", "isotropic", "l2", "gradient")),
    /** Evolution strategies with antithetic pairs (Salimans et al. 2017). */
    ES("es", "ES", row("gaussian", "isotropic", "none", "score"), Map.of(LR, 0.003)),
    /** Variational optimisation (Staines and Barber 2012); by reparametrisation it is MFVI without penalty. */
    VO("vo", "VO", row("gaussian", "learned", "none", "score"), Map.of(LR, 0.001)),
    /** Separable natural evolution strategies (Schaul et al. 2011). */
    NES("nes", "NES", row("gaussian", "learned", "none", "natural"), Map.of(LR, 1.0, RHO, 2.0),
            Set.of(SIGMA_LR, POPULATION)),
    /** Separable CMA-ES (Ros and Hansen 2008). */
    CMA_ES("cma_es", "CMA-ES", row("gaussian", "learned", "none", "cma"), Map.of(RHO, 2.0), Set.of(POPULATION)),
    /** A composition that has no name of its own. */
    COMPOSED("composed", "Composed", Map.of(ESTIMATOR, "gradient"));

    /** PyTorch's. */
    private static final Object ADAMW_LR = 1e-3;
    private static final Map<String, Method> BY_KEY = Stream.of(values()).collect(toMap(Method::key, m -> m));

    private final String key;
    private final String label;
    private final Map<Hyperparameter, String> row;
    private final Set<Hyperparameter> hyperparameters;
    private final Map<Hyperparameter, Object> defaults;

    Method(String key, String label, Map<Hyperparameter, String> row) {
        this(key, label, row, Map.of());
    }

    Method(String key, String label, Map<Hyperparameter, String> row, Map<Hyperparameter, Object> recipe) {
        this(key, label, row, recipe, Set.of());
    }

    /**
     * @param recipe where the method's authors or the paper's Section 6 set its hyperparameters apart from the others'
     * @param derived what follows from the number of parameters where it is not given
     */
    Method(String key, String label, Map<Hyperparameter, String> row, Map<Hyperparameter, Object> recipe,
            Set<Hyperparameter> derived) {
        this.key = key;
        this.label = label;
        this.row = row;
        Set<Hyperparameter> own = EnumSet.noneOf(Hyperparameter.class);
        for (Hyperparameter candidate : Hyperparameter.values()) {
            boolean known = candidate.dependsOn().stream().allMatch(h -> row.containsKey(h) || own.contains(h));
            if (known && candidate.appliesAt(row) && !row.containsKey(candidate)) {
                own.add(candidate);
            }
        }
        this.hyperparameters = Collections.unmodifiableSet(own);
        this.defaults = new EnumMap<>(Hyperparameter.class);
        own.forEach(h -> h.defaultValue().ifPresent(value -> defaults.put(h, value)));
        defaults.putAll(recipe);
        defaults.keySet().removeAll(derived);
    }

    private static Map<Hyperparameter, String> row(
            String perturbation, String covariance, String penalty, String estimator) {
        return Map.of(PERTURBATION, perturbation, COVARIANCE, covariance, PENALTY, penalty, ESTIMATOR, estimator);
    }

    /** Its name in definitions and in the database. */
    public String key() {
        return key;
    }

    /** Its name in tables. */
    public String label() {
        return label;
    }

    /** The parts of Table 1 that it fixes. */
    Map<Hyperparameter, String> row() {
        return row;
    }

    /** All that it has at some point of a grid; which of them a trial has may depend on its optimiser and parts. */
    public Set<Hyperparameter> hyperparameters() {
        return hyperparameters;
    }

    /** What a hyperparameter is where nobody says; empty for what is derived from others. */
    Optional<Object> defaultAt(Map<Hyperparameter, ?> point, Hyperparameter hyperparameter) {
        return hyperparameter == LR && "adamw".equals(point.get(OPTIMIZER))
                ? Optional.of(ADAMW_LR)
                : Optional.ofNullable(defaults.get(hyperparameter));
    }

    /** The whole configuration of which some values are given: defaults for the rest of what applies there. */
    public Map<Hyperparameter, Object> complete(Map<Hyperparameter, Object> given) {
        Map<Hyperparameter, List<Object>> axes = new EnumMap<>(Hyperparameter.class);
        given.forEach((hyperparameter, value) -> axes.put(hyperparameter, List.of(value)));
        return new Grid(this, axes).points().findFirst().orElseThrow();
    }

    public static Optional<Method> byKey(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }
}
