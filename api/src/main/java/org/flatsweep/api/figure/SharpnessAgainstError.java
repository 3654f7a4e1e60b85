package org.flatsweep.api.figure;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.util.List;
import java.util.Map;
import org.flatsweep.api.figure.Scatter.Trial;
import org.flatsweep.api.figure.Scatter.Trials;
import org.flatsweep.api.problem.Problem;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Every trial's sharpness, as last probed, and test error: a look at all of them, by which nothing is chosen. */
@Component
class SharpnessAgainstError {

    private record Probed(String method, double sharpness, double testError) {}

    private final JdbcClient jdbc;

    SharpnessAgainstError(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @throws Problem 422 if no trial has both numbers */
    Scatter of(Slice slice, Sharpness sharpness) {
        List<Probed> probed = slice.query(jdbc, """
                        select method, last.sharpness, 1 - test_accuracy as test_error
                        from results.trial
                        join (
                            select distinct on (trial_id) trial_id, %1$s as sharpness
                            from results.probe
                            where sweep_id = :id and %1$s is not null
                            order by trial_id, epoch desc) last using (trial_id)
                        where sweep_id = :id and dataset = :dataset and model = :model and method = any (:methods)
                          and state = 'SUCCEEDED' and test_accuracy is not null
                        order by number""".formatted(sharpness.column()))
                .query(Probed.class)
                .list();
        if (probed.isEmpty()) {
            throw new Problem(HttpStatus.UNPROCESSABLE_CONTENT, ("there is nothing to draw: no trial that has succeeded"
                    + " has both a test accuracy and the probe %s; docs/probes.md says how a sweep gets probes")
                    .formatted(sharpness.column()));
        }
        Map<String, List<Trial>> byMethod = probed.stream().collect(groupingBy(
                Probed::method, mapping(p -> new Trial(p.sharpness, p.testError), toList())));
        return new Scatter(slice.title("sharpness against test error"), slice.caption(
                "%d trials of all configurations: a diagnostic, by which nothing is chosen.".formatted(probed.size())),
                sharpness, slice.methods().stream()
                        .filter(method -> byMethod.containsKey(method.key()))
                        .map(method -> new Trials(method, byMethod.get(method.key())))
                        .toList());
    }
}
