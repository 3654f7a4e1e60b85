package org.flatsweep.api.columns;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

@RestController
class TrialColumnController {

    private final TrialColumnReader trials;

    TrialColumnController(TrialColumnReader trials) {
        this.trials = trials;
    }

    @Operation(operationId = "getTrialColumns", summary = "All trials of a sweep by number, an array for each column")
    @ApiResponse(responseCode = "200", content = @Content(
            mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(implementation = TrialColumns.class)))
    @GetMapping(path = "/api/v1/sweeps/{id}/trials/columns", produces = MediaType.APPLICATION_JSON_VALUE)
    void get(@PathVariable long id, WebRequest request, HttpServletResponse response) throws IOException {
        try (ColumnFiles columns = new ColumnFiles()) {
            trials.read(id, columns);
            if (request.checkNotModified("W/\"%s\"".formatted(columns.sha256()))) {
                return;
            }
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            columns.writeTo(response.getOutputStream());
        }
    }
}
