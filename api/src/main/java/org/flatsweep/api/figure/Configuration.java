package org.flatsweep.api.figure;

import java.util.List;
import org.flatsweep.domain.Measure;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A configuration's validation numbers.
 *
 * @param rho null where the method has none
 * @param sigma0 given, or derived from α once a trial has succeeded
 * @param score mean validation accuracy or ELBO over seeds; null while none has succeeded
 * @param standardError of the score; null below two seeds
 * @param seeds that have succeeded, out of {@code seedsAsked}
 * @param rank 1 for the best of its method
 */
record Configuration(
        String method,
        @Nullable Double rho,
        @Nullable Double sigma0,
        Measure measure,
        @Nullable Double score,
        @Nullable Double standardError,
        int seeds,
        int seedsAsked,
        int rank) {

    /** @return by rank */
    static List<Configuration> of(Slice slice, JdbcClient jdbc) {
        return slice.query(jdbc, """
                        with point as (
                            select configuration_hash, max(rho) as rho, max(sigma0) as sigma0
                            from results.trial
                            where sweep_id = :id and dataset = :dataset and model = :model and method = any (:methods)
                            group by configuration_hash)
                        select method, rho, sigma0, measure, seeds, seeds_asked, rank,
                               coalesce(validation_elbo, validation_accuracy) as score,
                               case measure when 'ELBO' then validation_loss_standard_error
                                            else validation_standard_error end as standard_error
                        from results.configuration
                        join point using (configuration_hash)
                        where sweep_id = :id and dataset = :dataset and model = :model and method = any (:methods)
                        order by rank""")
                .query(Configuration.class)
                .list();
    }

    /** What the score is. */
    Quantity quantity() {
        return Quantity.ofMetric(measure == Measure.ELBO ? "validation_elbo" : "validation_accuracy");
    }
}
