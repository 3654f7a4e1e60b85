package org.flatsweep.api.results;

import java.util.List;
import java.util.Map;
import org.flatsweep.domain.Measure;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of every model and method that is best on validation data, as the view
 * {@code results.best_config} gives it.
 *
 * @param varied the hyperparameters that have more than one value in this sweep
 */
record ResultsTable(long sweepId, String name, List<String> varied, List<ResultsRow> rows) {

    /**
     * Means over seeds; accuracies are fractions, losses in nats an image and standard errors those of the mean, null
     * below two seeds.
     *
     * @param measure what the model is judged by, on validation data first; there are no numbers by the other one
     * @param configurations configurations of the method among which this one was chosen
     * @param ties other configurations with exactly its validation accuracy or ELBO
     * @param seeds seeds that have succeeded, out of {@code seedsAsked}
     * @param trainSeconds the sum over seeds
     * @param validationElbo minus the loss, whose standard error it has, as {@code testElbo}
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
            @Nullable Double trainSeconds,
            Measure measure,
            @Nullable Double validationLoss,
            @Nullable Double validationLossStandardError,
            @Nullable Double testLoss,
            @Nullable Double testLossStandardError,
            @Nullable Double validationElbo,
            @Nullable Double testElbo) {}
}
