package org.flatsweep.domain;

import static java.util.stream.Collectors.toMap;
import static org.flatsweep.domain.Hyperparameter.ALPHA;
import static org.flatsweep.domain.Hyperparameter.ASAM_ETA;
import static org.flatsweep.domain.Hyperparameter.ASAM_SCOPE;
import static org.flatsweep.domain.Hyperparameter.BATCH_SIZE;
import static org.flatsweep.domain.Hyperparameter.BETA;
import static org.flatsweep.domain.Hyperparameter.EPOCHS;
import static org.flatsweep.domain.Hyperparameter.FSAM_ETA;
import static org.flatsweep.domain.Hyperparameter.INTERPOLATION;
import static org.flatsweep.domain.Hyperparameter.LABEL_SMOOTHING;
import static org.flatsweep.domain.Hyperparameter.LAMBDA;
import static org.flatsweep.domain.Hyperparameter.LR;
import static org.flatsweep.domain.Hyperparameter.MOMENTUM;
import static org.flatsweep.domain.Hyperparameter.NESTEROV;
import static org.flatsweep.domain.Hyperparameter.RHO;
import static org.flatsweep.domain.Hyperparameter.SCHEDULE;
import static org.flatsweep.domain.Hyperparameter.SIGMA0;
import static org.flatsweep.domain.Hyperparameter.SIGMA_CEILING;
import static org.flatsweep.domain.Hyperparameter.SIGMA_FLOOR;
import static org.flatsweep.domain.Hyperparameter.SIGMA_LR;
import static org.flatsweep.domain.Hyperparameter.SIGMA_PARAM;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** An optimisation method (a row of the paper's Table 1) and the hyperparameters it has. */
public enum Method {
    /** No perturbation, L2 penalty. */
    SGD("sgd", "SGD"),
    /** Worst-case perturbation, Σ = ρ²/p·I, L2 penalty. */
    SAM("sam", "SAM", RHO),
    /** Gaussian perturbation, Σ = ρ²/p·I, KL penalty with Σ fixed (Algorithm 2). */
    RSAM("rsam", "RandomSAM", RHO, SIGMA0),
    /** Gaussian perturbation, learned diagonal Σ, KL penalty (Algorithm 1). */
    MFVI("mfvi", "MFVI", RHO, SIGMA0, SIGMA_LR, SIGMA_PARAM, SIGMA_FLOOR, SIGMA_CEILING, BETA),
    /** Worst-case perturbation, learned diagonal Σ, KL penalty (Algorithm 3). */
    VSAM("vsam", "VariationalSAM", RHO, SIGMA0, SIGMA_LR, SIGMA_PARAM, SIGMA_FLOOR, SIGMA_CEILING, BETA),
    /**
     * Worst-case perturbation, Σ = ρ²/p·diag(|μ| + η_A)², L2 penalty (Kwon et al. 2021). The radius is the paper's for
     * CIFAR-10; for CIFAR-100 it has ρ = 1 and η_A = 0.1.
     */
    ASAM("asam", "ASAM", Map.of(RHO, 0.5), RHO, ASAM_ETA, ASAM_SCOPE),
    /** Worst-case perturbation, Σ = ρ²/p·(I + η_F diag(g²))⁻¹, L2 penalty (Kim et al. 2022). */
    FSAM("fsam", "FisherSAM", Map.of(RHO, 0.1), RHO, FSAM_ETA),
    /** A perturbation between the Gaussian and the worst-case one, Σ = ρ²/p·I, L2 penalty (Section 7). */
    INTERPOLATED("interpolated", "SAM–RandomSAM", RHO, LAMBDA, INTERPOLATION);

    private static final Map<String, Method> BY_KEY = Stream.of(values()).collect(toMap(Method::key, m -> m));

    private final String key;
    private final String label;
    private final Set<Hyperparameter> hyperparameters;
    private final Map<Hyperparameter, Object> defaults;

    Method(String key, String label, Hyperparameter... own) {
        this(key, label, Map.of(), own);
    }

    /** @param recipe where the paper's Section 6 sets this method's hyperparameters apart from the others' */
    Method(String key, String label, Map<Hyperparameter, Object> recipe, Hyperparameter... own) {
        this.key = key;
        this.label = label;
        EnumSet<Hyperparameter> all =
                EnumSet.of(EPOCHS, BATCH_SIZE, LR, MOMENTUM, NESTEROV, SCHEDULE, LABEL_SMOOTHING, ALPHA);
        all.addAll(List.of(own));
        this.hyperparameters = Collections.unmodifiableSet(all);
        Map<Hyperparameter, Object> values = new EnumMap<>(Hyperparameter.class);
        all.forEach(h -> h.defaultValue().ifPresent(value -> values.put(h, value)));
        values.putAll(recipe);
        this.defaults = Collections.unmodifiableMap(values);
    }

    /** Its name in definitions and in the database. */
    public String key() {
        return key;
    }

    /** Its name in tables. */
    public String label() {
        return label;
    }

    public Set<Hyperparameter> hyperparameters() {
        return hyperparameters;
    }

    /** The value of each hyperparameter that a sweep need not give; those derived from another are left out. */
    public Map<Hyperparameter, Object> defaults() {
        return defaults;
    }

    public static Optional<Method> byKey(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }
}
