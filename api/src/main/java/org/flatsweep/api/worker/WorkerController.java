package org.flatsweep.api.worker;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/workers", produces = MediaType.APPLICATION_JSON_VALUE)
class WorkerController {

    private final JdbcClient jdbc;

    WorkerController(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param device where it trains, for people: "cpu, 2 threads"
     * @param alive heard of within the length of a lease and not stopped
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
            List<Long> trialIds) {}

    record WorkerList(List<WorkerView> workers) {}

    @Operation(operationId = "listWorkers", summary = "Workers heard of within a day, those alive first")
    @GetMapping
    WorkerList list() {
        return new WorkerList(jdbc.sql("""
                        select w.id, w.hostname, w.device, w.started_at, w.last_seen_at, w.stopped_at,
                               w.stopped_at is null and w.last_seen_at > now() - interval '30 seconds' as alive,
                               coalesce(held.trial_ids, '{}') as trial_ids
                        from worker w
                        left join (select worker_id, array_agg(id order by id) as trial_ids
                                   from trial where state = 'RUNNING' group by worker_id) held on held.worker_id = w.id
                        where w.last_seen_at > now() - interval '1 day'
                        order by alive desc, w.last_seen_at desc, w.id""")
                .query((row, n) -> new WorkerView(
                        row.getString("id"),
                        row.getString("hostname"),
                        row.getString("device"),
                        row.getTimestamp("started_at").toInstant(),
                        row.getTimestamp("last_seen_at").toInstant(),
                        row.getTimestamp("stopped_at") == null ? null : row.getTimestamp("stopped_at").toInstant(),
                        row.getBoolean("alive"),
                        List.of((Long[]) row.getArray("trial_ids").getArray())))
                .list());
    }
}
