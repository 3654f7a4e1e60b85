package org.flatsweep.api.results;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The best configuration of every method by validation accuracy, as the view {@code results.best_configuration} gives
 * it.
 *
 * @param varied the hyperparameters that have more than one value in this sweep
 */
record ResultsTable(long sweepId, String name, List<String> varied, List<ResultsRow> rows) {

    /**
     * Means over seeds; accuracies are fractions and standard errors those of the mean, null below two seeds.
     *
     * @param configurations configurations of the method among which this one was chosen
     * @param ties other configurations with exactly its validation accuracy
     * @param seeds seeds that have succeeded, out of {@code seedsAsked}
     * @param trainSeconds the sum over seeds
     */
    record ResultsRow(
            String dataset,
            String model,
            String method,
            String methodLabel,
            Map<String, Object> hyperparameters,
            long configurations,
            long ties,
            int seeds,
            int seedsAsked,
            @Nullable Double validationAccuracy,
            @Nullable Double validationStandardError,
            @Nullable Double testAccuracy,
            @Nullable Double testStandardError,
            @Nullable Double trainSeconds) {}
}
