package org.flatsweep.api.sweep;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import org.flatsweep.api.sweep.SweepSubmission.Receipt;
import org.flatsweep.domain.SweepDefinition;
import org.flatsweep.domain.SweepDefinitionReader;
import org.flatsweep.domain.SweepSchema;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/sweeps")
class SweepController {

    private static final String YAML = "application/yaml";
    private static final String X_YAML = "application/x-yaml";
    private static final String TEXT_YAML = "text/yaml";

    private static final String EXAMPLE = """
            {
              "name": "rho", "dataset": "digits", "model": {"name": "wrn", "depth": 10, "width": 1}, "epochs": 3,
              "methods": ["sgd", {"name": "sam", "grid": {"rho": [0.05, 0.1]}}], "seeds": [0, 1]
            }
            """;

    private final SweepSubmission submission;
    private final SweepPreviews previews;
    private final LargeSweeps large;
    private final SweepViews views;
    private final Orders orders;

    SweepController(
            SweepSubmission submission, SweepPreviews previews, LargeSweeps large, SweepViews views, Orders orders) {
        this.submission = submission;
        this.previews = previews;
        this.large = large;
        this.views = views;
        this.orders = orders;
    }

    @Operation(operationId = "submitSweep", summary = "Stores a sweep and queues its trials")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true, content = {
        @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(ref = SweepSchema.DEFINITION),
                examples = @ExampleObject(EXAMPLE)),
        @Content(mediaType = YAML, schema = @Schema(ref = SweepSchema.DEFINITION))
    })
    @ApiResponse(responseCode = "201", description = "stored")
    @ApiResponse(responseCode = "200", description = "an earlier request with this Idempotency-Key had stored it")
    @PostMapping(
            consumes = {MediaType.APPLICATION_JSON_VALUE, YAML, X_YAML, TEXT_YAML},
            produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<SweepView> submit(
            @Schema(hidden = true) InputStream body,
            @Schema(hidden = true) @RequestHeader(HttpHeaders.CONTENT_TYPE) MediaType contentType,
            @RequestHeader(name = "Idempotency-Key", required = false) @Size(min = 1, max = 255) String idempotencyKey)
            throws IOException {
        Object document = DefinitionParser.parse(body, contentType);
        SweepDefinition definition = SweepDefinitionReader.read(document);
        Receipt receipt = large.submit(definition, () -> submission.submit(definition, document, idempotencyKey));
        if (receipt.created()) {
            OrderLog.sweep(receipt.sweepId(), "submitted");
        }
        SweepView sweep = views.get(receipt.sweepId());
        return receipt.created()
                ? ResponseEntity.created(URI.create("/api/v1/sweeps/" + sweep.id())).body(sweep)
                : ResponseEntity.ok(sweep);
    }

    @Operation(operationId = "previewSweep",
            summary = "What a sweep would be, with the errors of a submission; stores nothing")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true, content = {
        @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(ref = SweepSchema.DEFINITION),
                examples = @ExampleObject(EXAMPLE)),
        @Content(mediaType = YAML, schema = @Schema(ref = SweepSchema.DEFINITION))
    })
    @PostMapping(
            path = "/preview",
            consumes = {MediaType.APPLICATION_JSON_VALUE, YAML, X_YAML, TEXT_YAML},
            produces = MediaType.APPLICATION_JSON_VALUE)
    SweepPreview preview(
            @Schema(hidden = true) InputStream body,
            @Schema(hidden = true) @RequestHeader(HttpHeaders.CONTENT_TYPE) MediaType contentType) throws IOException {
        Object document = DefinitionParser.parse(body, contentType);
        SweepDefinition definition = SweepDefinitionReader.read(document);
        return large.preview(definition, () -> previews.of(definition, document));
    }

    @Operation(operationId = "listSweeps", summary = "Sweeps, the newest first")
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    SweepPage list(
            @RequestParam(defaultValue = "50") @Min(1) @Max(200) int limit,
            @RequestParam(required = false) @Min(1) Long before) {
        return views.page(before == null ? Long.MAX_VALUE : before, limit);
    }

    @Operation(operationId = "getSweep", summary = "One sweep with its definition")
    @GetMapping(path = "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    SweepView get(@PathVariable long id) {
        return views.get(id);
    }

    @Operation(operationId = "cancelSweep", summary = "Cancels every trial that is not final; cancelling twice is fine")
    @PostMapping(path = "/{id}/cancel", produces = MediaType.APPLICATION_JSON_VALUE)
    SweepView cancel(@PathVariable long id) {
        return logged(id, "cancelled", orders.cancelSweep(id));
    }

    @Operation(operationId = "pauseSweep", summary = "Begins no trial and has running ones saved and given back")
    @PostMapping(path = "/{id}/pause", produces = MediaType.APPLICATION_JSON_VALUE)
    SweepView pause(@PathVariable long id) {
        return logged(id, "paused", orders.pauseSweep(id));
    }

    @Operation(operationId = "resumeSweep", summary = "Ends a pause")
    @PostMapping(path = "/{id}/resume", produces = MediaType.APPLICATION_JSON_VALUE)
    SweepView resume(@PathVariable long id) {
        return logged(id, "resumed", orders.resumeSweep(id));
    }

    @Operation(operationId = "retrySweep", summary = "Queues failed and cancelled trials again")
    @PostMapping(path = "/{id}/retry", produces = MediaType.APPLICATION_JSON_VALUE)
    SweepView retry(@PathVariable long id) {
        return logged(id, "queued again", orders.retrySweep(id));
    }

    @Operation(operationId = "setSweepPriority", summary = "Sweeps of the highest priority take turns")
    @PutMapping(path = "/{id}/priority", consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    SweepView priority(@PathVariable long id, @RequestBody @Valid Priority priority) {
        return logged(id, "given priority " + priority.priority(), orders.setPriority(id, priority.priority()));
    }

    @Operation(operationId = "setSweepMaxParallel", summary = "So many trials run at a time; null for no limit")
    @PutMapping(path = "/{id}/max-parallel", consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    SweepView maxParallel(@PathVariable long id, @RequestBody @Valid MaxParallel limit) {
        return logged(id, "given max_parallel " + limit.maxParallel(), orders.setMaxParallel(id, limit.maxParallel()));
    }

    private SweepView logged(long id, String done, boolean changed) {
        if (changed) {
            OrderLog.sweep(id, done);
        }
        return views.get(id);
    }
}
