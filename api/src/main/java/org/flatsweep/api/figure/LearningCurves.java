package org.flatsweep.api.figure;

import static java.util.stream.Collectors.groupingBy;

import java.util.List;
import java.util.Map;
import org.flatsweep.api.figure.Curves.Abscissa;
import org.flatsweep.api.problem.Problem;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** A metric by epoch, of each method's configuration that is best on validation data. */
@Component
class LearningCurves {

    private record Mean(
            String method, int seeds, int seedsAsked, int epoch, double mean, Double standardError) {}

    private final JdbcClient jdbc;

    LearningCurves(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @throws Problem 400 if no trial has that metric */
    Curves of(Slice slice, String metric) {
        Map<String, List<Mean>> byMethod = slice.query(jdbc, """
                        select method, seeds, seeds_asked, epoch, avg(value) as mean,
                               stddev_samp(value) / sqrt(count(*)) as standard_error
                        from results.best_config best
                        join results.trial trial using (sweep_id, dataset, model, method, configuration_hash)
                        join lateral (
                            select epoch, value from results.metric m
                            where m.trial_id = trial.trial_id and m.name = :metric) curve on true
                        where sweep_id = :id and dataset = :dataset and model = :model and method = any (:methods)
                          and state = 'SUCCEEDED'
                        group by method, seeds, best.seeds_asked, epoch
                        having count(*) = seeds
                        order by epoch""")
                .param("metric", metric)
                .query(Mean.class)
                .stream()
                .collect(groupingBy(Mean::method));
        if (byMethod.isEmpty()) {
            throw unknown(metric, slice);
        }
        Quantity quantity = Quantity.ofMetric(metric);
        return new Curves(slice.title("%s by epoch".formatted(quantity.name().toLowerCase())), slice.caption(
                Seeds.overWhich(byMethod.values().iterator().next().get(0).seedsAsked()),
                "Of each method the configuration best on validation data."),
                Abscissa.EPOCH, quantity, slice.methods().stream()
                        .filter(method -> byMethod.containsKey(method.key()))
                        .map(method -> {
                            List<Mean> means = byMethod.get(method.key());
                            Mean any = means.get(0);
                            return new Curve(method,
                                    Seeds.label(method.label(), List.of(any.seeds), any.seedsAsked), false,
                                    means.stream().map(m -> new Point(m.epoch, m.mean, m.standardError)).toList());
                        })
                        .toList());
    }

    private Problem unknown(String metric, Slice slice) {
        List<String> known = slice.query(jdbc, """
                        select distinct name from results.metric
                        where sweep_id = :id and dataset = :dataset and model = :model and method = any (:methods)
                        order by name""")
                .query(String.class)
                .list();
        return new Problem(HttpStatus.BAD_REQUEST,
                "metric must be one of %s, not '%s'".formatted(String.join(", ", known), metric));
    }
}
