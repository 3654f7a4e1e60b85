package org.flatsweep.api.overview;

import java.time.Instant;
import java.util.List;
import org.flatsweep.domain.Measure;
import org.jspecify.annotations.Nullable;

/**
 * How far a sweep has come.
 *
 * @param trialsPerHour at which its trials end lately, hours in which none was in training left out; null while nothing
 *     is trained
 * @param estimatedEnd if they go on ending at that rate; null where there is none, or the sweep is paused
 * @param best in the order in which the sweep lists datasets, models and methods
 */
record SweepOverview(@Nullable Double trialsPerHour, @Nullable Instant estimatedEnd, List<BestConfiguration> best) {

    /**
     * The configuration of a method that leads on validation data: those with more seeds succeeded before others, then
     * by mean.
     *
     * @param validation mean over seeds, a fraction or nats an image by the measure
     * @param seeds that have succeeded
     */
    record BestConfiguration(
            String dataset,
            String model,
            String method,
            Measure measure,
            double validation,
            int seeds,
            String configurationHash) {}
}
