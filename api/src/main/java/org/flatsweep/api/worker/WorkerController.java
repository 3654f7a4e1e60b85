package org.flatsweep.api.worker;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flatsweep.api.page.Page;
import org.flatsweep.api.sql.Instants;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@RestController
@RequestMapping(path = "/api/v1/workers", produces = MediaType.APPLICATION_JSON_VALUE)
class WorkerController {

    private final JdbcClient jdbc;
    private final JsonMapper json;

    WorkerController(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * @param device where it trains, for people: "cpu, 2 threads"
     * @param alive heard of within the length of a lease and not stopped
     * @param imagesPerSecond of the last epoch it trained; null before its first
     * @param gpuUtilization from 0 to 1; null, as the two before it, where there is no GPU or it does not tell
     * @param trialIds the trials it trains now
     */
    record WorkerView(
            String id,
            String hostname,
            String device,
            Instant startedAt,
            Instant lastSeenAt,
            @Nullable Instant stoppedAt,
            boolean alive,
            @Nullable Double imagesPerSecond,
            @Nullable Long gpuMemoryBytes,
            @Nullable Long gpuMemoryUsedBytes,
            @Nullable Double gpuUtilization,
            List<Long> trialIds,
            List<TrialInTraining> training) {}

    /**
     * @param number position of the trial in its sweep, from 0
     * @param epoch epochs completed, out of {@code epochs}
     * @param since when the attempt began
     */
    record TrialInTraining(long trialId, long sweepId, int number, int attempt, int epoch, int epochs, Instant since) {}

    /** @param next the value of {@code after} that gives the next page; null on the last */
    record WorkerList(List<WorkerView> workers, @Nullable String next) {}

    @Operation(operationId = "listWorkers", summary = "Workers heard of within a day, by id")
    @GetMapping
    WorkerList list(
            @RequestParam(defaultValue = "1000") @Min(1) @Max(1000) int limit,
            @Parameter(description = "the next of the page before") @RequestParam(defaultValue = "") String after) {
        Map<String, List<TrialInTraining>> training = training();
        List<WorkerView> found = jdbc.sql("""
                        select w.*, w.id in (select id from living_worker) as alive
                        from worker w
                        where w.last_seen_at > now() - interval '1 day' and w.id > :after
                        order by w.id
                        limit :limit""")
                .param("after", after)
                .param("limit", limit + 1)
                .query((row, n) -> view(row, training.getOrDefault(row.getString("id"), List.of())))
                .list();
        Page<WorkerView, String> page = Page.of(found, limit, WorkerView::id);
        return new WorkerList(page.items(), page.next());
    }

    private Map<String, List<TrialInTraining>> training() {
        Map<String, List<TrialInTraining>> byWorker = new HashMap<>();
        jdbc.sql("""
                        select t.worker_id, t.id, t.sweep_id, t.number, t.attempt, t.epoch, t.epochs, a.started_at
                        from trial t join attempt a on a.trial_id = t.id and a.attempt = t.attempt
                        where t.state = 'RUNNING'
                        order by t.id""")
                .query(row -> {
                    byWorker.computeIfAbsent(row.getString("worker_id"), id -> new ArrayList<>())
                            .add(new TrialInTraining(
                                    row.getLong("id"), row.getLong("sweep_id"), row.getInt("number"),
                                    row.getInt("attempt"), row.getInt("epoch"), row.getInt("epochs"),
                                    Instants.read(row, "started_at")));
                });
        return byWorker;
    }

    private WorkerView view(ResultSet row, List<TrialInTraining> training) throws SQLException {
        Map<String, Double> meters = json.readValue(row.getString("meters"), new TypeReference<>() {});
        return new WorkerView(
                row.getString("id"),
                row.getString("hostname"),
                row.getString("device"),
                Instants.read(row, "started_at"),
                Instants.read(row, "last_seen_at"),
                Instants.read(row, "stopped_at"),
                row.getBoolean("alive"),
                // 0 until the worker has completed an epoch.
                Optional.ofNullable(meters.get("images_per_second")).filter(rate -> rate > 0).orElse(null),
                bytes(meters, "gpu_memory_bytes"),
                bytes(meters, "gpu_memory_used_bytes"),
                meters.get("gpu_utilization"),
                training.stream().map(TrialInTraining::trialId).toList(),
                training);
    }

    private static @Nullable Long bytes(Map<String, Double> meters, String name) {
        return Optional.ofNullable(meters.get(name)).map(Double::longValue).orElse(null);
    }
}
