package org.flatsweep.training.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is reported of a learned Σ = diag(s). */
final class CovarianceMetrics {

    private CovarianceMetrics() {}

    /**
     * The least, median and greatest variance, and the radius √Σs of the perturbations.
     *
     * @param s vector of p variances
     */
    static Map<String, Double> of(NDArray s) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Map<String, Double> metrics = new LinkedHashMap<>();
            metrics.put("sigma_min", Scalars.value(s.min()));
            metrics.put("sigma_median", Scalars.value(s.median()));
            metrics.put("sigma_max", Scalars.value(s.max()));
            metrics.put("sigma_radius", Math.sqrt(Scalars.value(s.sum())));
            return metrics;
        }
    }
}
