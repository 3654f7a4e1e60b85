package org.flatsweep.api.log;

import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.OffsetDateTime;
import java.util.List;
import org.flatsweep.api.log.TrialLog.Level;
import org.flatsweep.api.log.TrialLog.LogLine;
import org.flatsweep.api.trial.TrialViews;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class TrialLogController {

    private final JdbcClient jdbc;
    private final TrialViews trials;

    TrialLogController(JdbcClient jdbc, TrialViews trials) {
        this.jdbc = jdbc;
        this.trials = trials;
    }

    @Operation(operationId = "getTrialLog", summary = "Log lines of a trial's attempts, the oldest first")
    @GetMapping(path = "/api/v1/trials/{id}/log", produces = MediaType.APPLICATION_JSON_VALUE)
    TrialLog get(
            @PathVariable long id,
            @RequestParam(defaultValue = "0") @Min(0) long after,
            @RequestParam(defaultValue = "500") @Min(1) @Max(1000) int limit) {
        trials.requireExists(id);
        List<LogLine> lines = jdbc.sql("""
                        select id, attempt, logged_at, level, message from trial_log
                        where trial_id = :trial and id > :after
                        order by id
                        limit :limit""")
                .param("trial", id)
                .param("after", after)
                .param("limit", limit)
                .query((row, n) -> new LogLine(row.getLong("id"), row.getInt("attempt"),
                        row.getObject("logged_at", OffsetDateTime.class).toInstant(),
                        Level.valueOf(row.getString("level")), row.getString("message")))
                .list();
        return new TrialLog(lines, lines.isEmpty() ? after : lines.get(lines.size() - 1).id());
    }
}
