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

    /**
     * @param fromEpoch the first epoch to show, from 1
     * @throws Problem 400 if no trial has that metric, 422 if there is no such epoch at which all seeds have it
     */
    Curves of(Slice slice, String metric, int fromEpoch) {
        Map<String, List<Mean>> byMethod = slice.query(jdbc, """
                        select method, seeds, seeds_asked, epoch, avg(value) as mean,
                               stddev_samp(value) / sqrt(count(*)) as standard_error
                        from results.best_config best
                        join results.trial trial using (sweep_id, dataset, model, method, configuration_hash)
                        join lateral (
                            select epoch, value from results.metric m
                            where m.trial_id = trial.trial_id and m.name = :metric) curve on true
                        where sweep_id = :id and dataset = :dataset and model = :model and method = any (:methods)
                          and state = 'SUCCEEDED' and epoch >= :fromEpoch
                        group by method, seeds, best.seeds_asked, epoch
                        having count(*) = seeds
                        order by epoch""")
                .param("metric", metric)
                .param("fromEpoch", fromEpoch)
                .query(Mean.class)
                .list()
                .stream()
                .collect(groupingBy(Mean::method));
        if (byMethod.isEmpty()) {
            throw nothingOf(metric, fromEpoch, slice);
        }
        Quantity quantity = Quantity.ofMetric(metric);
        return new Curves(slice.title(quantity.name() + " by epoch"), slice.caption(
                Seeds.overWhich(byMethod.values().iterator().next().get(0).seedsAsked()),
                "Each method's best configuration on validation data."),
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

    private Problem nothingOf(String metric, int fromEpoch, Slice slice) {
        List<String> known = slice.query(jdbc, """
                        select distinct name from results.metric
                        where sweep_id = :id and dataset = :dataset and model = :model and method = any (:methods)
                        order by name""")
                .query(String.class)
                .list();
        Choice.require("metric", metric, known);
        return new Problem(HttpStatus.UNPROCESSABLE_CONTENT,
                "there is nothing to draw: from epoch %d on no epoch has %s of all seeds".formatted(fromEpoch, metric));
    }
}
