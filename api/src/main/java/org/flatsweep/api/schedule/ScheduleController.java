package org.flatsweep.api.schedule;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import org.flatsweep.api.sweep.DefinitionParser;
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
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/schedules")
class ScheduleController {

    private final Schedules schedules;

    ScheduleController(Schedules schedules) {
        this.schedules = schedules;
    }

    /** All of them: there are never many. */
    record ScheduleList(List<Schedule> schedules) {}

    @Operation(operationId = "createSchedule", summary = "Submits a sweep at the times of a cron expression",
            description = "name, cron (Quartz's syntax, seconds first), time_zone (default UTC) and the definition of the "
                    + "sweep, which reuses results of the one before unless it says reuse: false")
    @RequestBody(required = true, content = {
        @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(type = "object")),
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
        return ResponseEntity.created(URI.create("/api/v1/schedules/" + created.name())).body(created);
    }

    @Operation(operationId = "listSchedules", summary = "Schedules by name")
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    ScheduleList list() {
        return new ScheduleList(schedules.all());
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
    }
}
