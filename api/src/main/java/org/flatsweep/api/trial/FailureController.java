package org.flatsweep.api.trial;

import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.flatsweep.domain.AttemptEnd;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The last attempts of any sweep that failed. */
@RestController
class FailureController {

    /** The condition is that of the index {@code attempt_failed}. */
    static final String RECENT = """
            select a.trial_id, t.sweep_id, t.number, a.attempt, a.ended, a.message, a.ended_at, a.worker_id
            from attempt a join trial t on t.id = a.trial_id
            where a.ended in ('LEASE_EXPIRED', 'CRASHED', 'OUT_OF_MEMORY', 'ERROR', 'DIVERGED', 'BAD_CONFIGURATION',
                              'DATA_MISSING')
            order by a.ended_at desc
            limit :limit
            """;

    private final JdbcClient jdbc;

    FailureController(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param number position of the trial in its sweep, from 0 */
    record FailedAttempt(
            long trialId,
            long sweepId,
            int number,
            int attempt,
            AttemptEnd cause,
            @Nullable String message,
            Instant at,
            String workerId) {}

    record FailureList(List<FailedAttempt> recentFailures) {}

    @Operation(operationId = "listFailures", summary = "Attempts that failed, the latest first")
    @GetMapping(path = "/api/v1/attempts/failures", produces = MediaType.APPLICATION_JSON_VALUE)
    FailureList recent(@RequestParam(defaultValue = "50") @Min(1) @Max(500) int limit) {
        return new FailureList(jdbc.sql(RECENT)
                .param("limit", limit)
                .query((row, n) -> new FailedAttempt(row.getLong("trial_id"), row.getLong("sweep_id"),
                        row.getInt("number"), row.getInt("attempt"), AttemptEnd.valueOf(row.getString("ended")),
                        row.getString("message"), row.getObject("ended_at", OffsetDateTime.class).toInstant(),
                        row.getString("worker_id")))
                .list());
    }
}
