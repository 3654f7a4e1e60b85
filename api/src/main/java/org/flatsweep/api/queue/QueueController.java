package org.flatsweep.api.queue;

import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.OffsetDateTime;
import org.flatsweep.api.queue.QueueHistory.QueueSample;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/queue", produces = MediaType.APPLICATION_JSON_VALUE)
class QueueController {

    private static final int MAX_HOURS = 24 * QueueSampling.DAYS_KEPT;

    private final QueueCounts counts;
    private final JdbcClient jdbc;

    QueueController(QueueCounts counts, JdbcClient jdbc) {
        this.counts = counts;
        this.jdbc = jdbc;
    }

    @Operation(operationId = "getQueue", summary = "What waits, what runs and who is at work")
    @GetMapping
    QueueView now() {
        return counts.now();
    }

    @Operation(operationId = "getQueueHistory", summary = "The queue minute by minute, for up to a week")
    @GetMapping("/history")
    QueueHistory history(@RequestParam(defaultValue = "24") @Min(1) @Max(MAX_HOURS) int hours) {
        return new QueueHistory(jdbc.sql("""
                        select at, pending, running, workers from queue_sample
                        where at > now() - :hours * interval '1 hour'
                        order by at""")
                .param("hours", hours)
                .query((row, n) -> new QueueSample(row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getInt("pending"), row.getInt("running"), row.getInt("workers")))
                .list());
    }
}
