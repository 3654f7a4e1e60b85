package org.flatsweep.api.figure;

import java.util.List;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.domain.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds the part of a sweep that was asked for. */
@Component
class SliceQuery {

    private final JdbcClient jdbc;

    SliceQuery(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Part(String sweep, String dataset, String model, String method, long succeeded) {}

    /**
     * @param dataset null where the sweep has but one, as {@code model}
     * @param methods none for all
     * @throws Problem 404 if there is no such sweep, 400 if it has not what was asked for, or several of what was left
     *     out, 409 if no trial of the part has succeeded yet
     */
    Slice slice(long sweepId, @Nullable String dataset, @Nullable String model, List<String> methods) {
        List<Part> parts = jdbc.sql("""
                        select sweep, dataset, model, method, count(*) filter (where state = 'SUCCEEDED') as succeeded
                        from results.trial where sweep_id = :id
                        group by sweep, dataset, model, method order by min(number)""")
                .param("id", sweepId)
                .query(Part.class)
                .list();
        if (parts.isEmpty()) {
            throw Problem.notFound("sweep", sweepId);
        }
        String onDataset =
                Choice.requireOnly("dataset", dataset, parts.stream().map(Part::dataset).distinct().toList());
        List<Part> ofDataset = parts.stream().filter(part -> part.dataset.equals(onDataset)).toList();
        String ofModel =
                Choice.requireOnly("model", model, ofDataset.stream().map(Part::model).distinct().toList());
        List<Part> ofBoth = ofDataset.stream().filter(part -> part.model.equals(ofModel)).toList();
        methods.forEach(
                method -> Choice.require("method", method, ofBoth.stream().map(Part::method).toList()));
        List<Part> chosen = ofBoth.stream()
                .filter(part -> methods.isEmpty() || methods.contains(part.method))
                .toList();
        if (chosen.stream().allMatch(part -> part.succeeded == 0)) {
            throw new Problem(HttpStatus.CONFLICT, "there is nothing to draw: no trial has succeeded yet");
        }
        return new Slice(sweepId, parts.get(0).sweep, onDataset, ofModel,
                chosen.stream().map(part -> Method.byKey(part.method).orElseThrow()).toList());
    }
}
