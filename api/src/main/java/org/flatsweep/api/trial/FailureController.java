package org.flatsweep.api.trial;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.flatsweep.api.page.Page;
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

    /** The condition is that of the index {@code attempt_failed}, which has those of one moment in no order. */
    static final String RECENT = """
            select a.trial_id, t.sweep_id, t.number, a.attempt, a.ended, a.message, a.ended_at, a.worker_id
            from attempt a join trial t on t.id = a.trial_id
            where a.ended in ('LEASE_EXPIRED', 'CRASHED', 'OUT_OF_MEMORY', 'ERROR', 'DIVERGED', 'BAD_CONFIGURATION',
                              'DATA_MISSING')
              and a.ended_at <= :at and (a.ended_at, a.trial_id, a.attempt) < (:at, :trial, :attempt)
            order by a.ended_at desc, a.trial_id desc, a.attempt desc
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

    /** @param next the value of {@code before} that gives the next page; null on the last */
    record FailureList(List<FailedAttempt> recentFailures, @Nullable String next) {}

    @Operation(operationId = "listFailures", summary = "Attempts that failed, the latest first")
    @GetMapping(path = "/api/v1/attempts/failures", produces = MediaType.APPLICATION_JSON_VALUE)
    FailureList recent(
            @RequestParam(defaultValue = "50") @Min(1) @Max(500) int limit,
            @Parameter(description = "the next of the page before") @RequestParam(required = false) @Nullable String before) {
        FailureCursor from = before == null ? FailureCursor.LATEST : FailureCursor.parse(before);
        List<FailedAttempt> found = jdbc.sql(RECENT)
                .param("at", from.at().atOffset(ZoneOffset.UTC))
                .param("trial", from.trialId())
                .param("attempt", from.attempt())
                .param("limit", limit + 1)
                .query((row, n) -> new FailedAttempt(row.getLong("trial_id"), row.getLong("sweep_id"),
                        row.getInt("number"), row.getInt("attempt"), AttemptEnd.valueOf(row.getString("ended")),
                        row.getString("message"), row.getObject("ended_at", OffsetDateTime.class).toInstant(),
                        row.getString("worker_id")))
                .list();
        Page<FailedAttempt, String> page = Page.of(found, limit, failure -> FailureCursor.of(failure).toString());
        return new FailureList(page.items(), page.next());
    }
}
