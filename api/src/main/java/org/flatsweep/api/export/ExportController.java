package org.flatsweep.api.export;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.flatsweep.api.sweep.SweepViews;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whole relations of a sweep, for data frames; {@code docs/exports.md} describes them. */
@RestController
@RequestMapping(path = "/api/v1/sweeps/{id}/export", produces = {
    MediaType.APPLICATION_JSON_VALUE,
    "application/x-ndjson",
    "text/csv",
    "application/vnd.apache.parquet"
})
class ExportController {

    private final SweepViews sweeps;

    ExportController(SweepViews sweeps) {
        this.sweeps = sweeps;
    }

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @Parameter(name = "format", in = ParameterIn.QUERY, description = "instead of the Accept header",
            schema = @Schema(type = "string", allowableValues = {"json", "ndjson", "csv", "parquet"}))
    @ApiResponse(responseCode = "200", content = {
        @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(type = "array", implementation = Object.class)),
        @Content(mediaType = "application/x-ndjson", schema = @Schema(type = "string")),
        @Content(mediaType = "text/csv", schema = @Schema(type = "string")),
        @Content(mediaType = "application/vnd.apache.parquet", schema = @Schema(type = "string", format = "binary"))
    })
    private @interface InEveryFormat {}

    @Operation(operationId = "exportTrials", summary = "The rows of results.trial by number")
    @InEveryFormat
    @GetMapping("/trials")
    Export trials(@PathVariable long id) {
        return of(id, Relation.TRIALS);
    }

    @Operation(operationId = "exportMetrics", summary = "The rows of results.metric by number, name and epoch")
    @InEveryFormat
    @GetMapping("/metrics")
    Export metrics(@PathVariable long id) {
        return of(id, Relation.METRICS);
    }

    private Export of(long id, Relation relation) {
        sweeps.requireExists(id);
        return new Export(id, relation);
    }
}
