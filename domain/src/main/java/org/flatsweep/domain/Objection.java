package org.flatsweep.domain;

import static java.util.stream.Collectors.joining;
import static org.flatsweep.domain.Hyperparameter.BETA;
import static org.flatsweep.domain.Hyperparameter.COVARIANCE;
import static org.flatsweep.domain.Hyperparameter.ESTIMATOR;
import static org.flatsweep.domain.Hyperparameter.PENALTY;
import static org.flatsweep.domain.Hyperparameter.PERTURBATION;
import static org.flatsweep.domain.Hyperparameter.POPULATION;
import static org.flatsweep.domain.Hyperparameter.SIGMA_CEILING;
import static org.flatsweep.domain.Hyperparameter.SIGMA_FLOOR;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flatsweep.domain.ValueRange.Choice;

/** Why values that are allowed one by one make no sense together. */
record Objection(Hyperparameter about, Object value, String reason) {

    /** The hyperparameters that decide whether there is one. */
    static final Set<Hyperparameter> LOOKS_AT = EnumSet.of(ESTIMATOR, PERTURBATION, COVARIANCE, PENALTY, BETA,
            SIGMA_FLOOR, SIGMA_CEILING, POPULATION);

    /**
     * What is wrong with a configuration of a method, if anything.
     *
     * @param point at least of {@link #LOOKS_AT}
     */
    static Optional<Objection> to(Method method, Map<Hyperparameter, Object> point) {
        Map<Hyperparameter, Object> all = new EnumMap<>(point);
        all.putAll(method.row());
        String perturbation = (String) all.get(PERTURBATION);
        String covariance = (String) all.get(COVARIANCE);
        String penalty = (String) all.get(PENALTY);
        if (perturbation.equals("none") != covariance.equals("none")) {
            return about(all, COVARIANCE, perturbation.equals("none")
                    ? "must be none where perturbation is none, as there is no ε for it to shape"
                    : "must be one of %s where perturbation is %s".formatted(covariancesBut("none"), perturbation));
        }
        if (perturbation.equals("gaussian") && covariance.equals("fisher")) {
            return about(all, COVARIANCE, "must be one of %s where perturbation is gaussian: fisher is made of the "
                    .formatted(covariancesBut("none", "fisher")) + "gradient, before which the perturbation is drawn");
        }
        if (penalty.equals("kl") && !covariance.equals("isotropic") && !covariance.equals("learned")) {
            return about(all, PENALTY, "must be one of none, l2 where covariance is %s: the KL divergence of Eq. 5 is "
                    .formatted(covariance) + "that of a Σ which is fixed or learned");
        }
        if ("match_rho".equals(all.get(BETA)) && !perturbation.equals("worst_case")) {
            return about(all, BETA, "must be a number ≥ 0 where perturbation is %s: match_rho balances the KL penalty "
                    .formatted(perturbation) + "against the worst case's √p·√(gᵀΣg)");
        }
        if (all.containsKey(SIGMA_FLOOR) && (Double) all.get(SIGMA_FLOOR) >= (Double) all.get(SIGMA_CEILING)) {
            return about(all, SIGMA_FLOOR, "must lie below sigma_ceiling, which is " + all.get(SIGMA_CEILING));
        }
        if (all.containsKey(POPULATION) && (Long) all.get(POPULATION) % 2 != 0 && !"cma".equals(all.get(ESTIMATOR))) {
            return about(all, POPULATION, "must be even, as %s perturbs in antithetic pairs".formatted(method.key()));
        }
        return Optional.empty();
    }

    private static String covariancesBut(String... words) {
        return ((Choice) COVARIANCE.range()).words().stream()
                .filter(word -> !List.of(words).contains(word))
                .collect(joining(", "));
    }

    private static Optional<Objection> about(Map<Hyperparameter, Object> point, Hyperparameter about, String reason) {
        return Optional.of(new Objection(about, point.get(about), reason));
    }
}
