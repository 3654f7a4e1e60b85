package org.flatsweep.api.trial;

import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flatsweep.api.page.Page;
import org.flatsweep.api.sweep.SweepViews;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Learning curves: the metrics of the attempts that made the current state of a trial. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class MetricController {

    private final JdbcClient jdbc;
    private final SweepViews sweeps;
    private final TrialViews trials;

    MetricController(JdbcClient jdbc, SweepViews sweeps, TrialViews trials) {
        this.jdbc = jdbc;
        this.sweeps = sweeps;
        this.trials = trials;
    }

    record MetricPoint(int epoch, double value) {}

    /** @param metrics by name, each by epoch */
    record TrialMetrics(long trialId, Map<String, List<MetricPoint>> metrics) {}

    /** @param points pairs (epoch, value) */
    record LearningCurve(long trialId, List<List<Number>> points) {}

    /** @param next the value of {@code after} that gives the next page; null on the last */
    record SweepCurves(String name, List<LearningCurve> curves, @Nullable Integer next) {}

    @Operation(operationId = "getTrialMetrics", summary = "Every metric of a trial by epoch")
    @GetMapping("/trials/{id}/metrics")
    TrialMetrics ofTrial(@PathVariable long id) {
        trials.requireExists(id);
        Map<String, List<MetricPoint>> metrics = new LinkedHashMap<>();
        jdbc.sql("select name, epoch, value from live_metric where trial_id = :id order by name, epoch")
                .param("id", id)
                .query(row -> {
                    metrics.computeIfAbsent(row.getString("name"), name -> new ArrayList<>())
                            .add(new MetricPoint(row.getInt("epoch"), row.getDouble("value")));
                });
        return new TrialMetrics(id, metrics);
    }

    @Operation(operationId = "getSweepCurves", summary = "One metric of the trials of a sweep that have it, by number")
    @GetMapping("/sweeps/{id}/metrics")
    SweepCurves ofSweep(
            @PathVariable long id,
            @RequestParam @Pattern(regexp = "^\\w{1,100}$") String name,
            @RequestParam(defaultValue = "1000") @Min(1) @Max(1000) int limit,
            @RequestParam(defaultValue = "-1") @Min(-1) int after) {
        sweeps.requireExists(id);
        Map<Integer, LearningCurve> byNumber = new LinkedHashMap<>();
        jdbc.sql("""
                        select t.number, t.id, m.epoch, m.value
                        from (select id, number from trial t
                              where sweep_id = :id and number > :after
                                and exists (select from live_metric m where m.trial_id = t.id and m.name = :name)
                              order by number limit :limit) t
                        join live_metric m on m.trial_id = t.id and m.name = :name
                        order by t.number, m.epoch""")
                .param("id", id)
                .param("name", name)
                .param("after", after)
                .param("limit", limit + 1)
                .query(row -> {
                    long trial = row.getLong("id");
                    byNumber.computeIfAbsent(row.getInt("number"), n -> new LearningCurve(trial, new ArrayList<>()))
                            .points().add(List.of(row.getInt("epoch"), row.getDouble("value")));
                });
        Page<Integer, Integer> page = Page.of(List.copyOf(byNumber.keySet()), limit, number -> number);
        return new SweepCurves(name, page.items().stream().map(byNumber::get).toList(), page.next());
    }
}
