package org.flatsweep.api.schedule;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import org.flatsweep.api.page.Page;
import org.flatsweep.api.sweep.DefinitionParser;
import org.flatsweep.api.sweep.OrderLog;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/schedules")
class ScheduleController {

    private static final String EXAMPLE = """
            {
              "name": "nightly", "cron": "0 30 2 * * ?", "time_zone": "Europe/Berlin",
              "definition": {
                "name": "smoke", "dataset": "digits", "model": {"name": "wrn", "depth": 10, "width": 1}, "epochs": 1,
                "methods": ["sgd"], "seeds": [0], "reuse": false
              }
            }
            """;

    private final Schedules schedules;

    ScheduleController(Schedules schedules) {
        this.schedules = schedules;
    }

    /** @param next the value of {@code after} that gives the next page; null on the last */
    record ScheduleList(List<Schedule> schedules, @Nullable String next) {}

    @Operation(operationId = "createSchedule", summary = "Submits a sweep at the times of a cron expression",
            description = "name, cron (Quartz's syntax, seconds first), time_zone (default UTC) and the definition of the "
                    + "sweep, which reuses results of the one before unless it says reuse: false")
    @RequestBody(required = true, content = {
        @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(type = "object"),
                examples = @ExampleObject(EXAMPLE)),
        @Content(mediaType = "application/yaml", schema = @Schema(type = "object"))
    })
    @ApiResponse(responseCode = "201", description = "stored")
    @PostMapping(
            consumes = {MediaType.APPLICATION_JSON_VALUE, "application/yaml"},
            produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Schedule> create(
            @Schema(hidden = true) InputStream body,
            @Schema(hidden = true) @RequestHeader(HttpHeaders.CONTENT_TYPE) MediaType contentType) throws IOException {
        Schedule created = schedules.create(ScheduleReader.read(DefinitionParser.parse(body, contentType)));
        OrderLog.schedule(created.name(), "made");
        return ResponseEntity.created(URI.create("/api/v1/schedules/" + created.name())).body(created);
    }

    @Operation(operationId = "listSchedules", summary = "Schedules by name")
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    ScheduleList list(
            @RequestParam(defaultValue = "200") @Min(1) @Max(1000) int limit,
            @Parameter(description = "the next of the page before") @RequestParam(defaultValue = "") String after) {
        Page<Schedule, String> page = Page.of(schedules.byName(after, limit + 1), limit, Schedule::name);
        return new ScheduleList(page.items(), page.next());
    }

    @Operation(operationId = "getSchedule", summary = "One schedule")
    @GetMapping(path = "/{name}", produces = MediaType.APPLICATION_JSON_VALUE)
    Schedule get(@PathVariable String name) {
        return schedules.find(name);
    }

    @Operation(operationId = "deleteSchedule", summary = "Submits no more; sweeps that it has submitted stay")
    @ApiResponse(responseCode = "204", description = "deleted")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @DeleteMapping("/{name}")
    void delete(@PathVariable String name) {
        schedules.delete(name);
        OrderLog.schedule(name, "deleted");
    }
}
