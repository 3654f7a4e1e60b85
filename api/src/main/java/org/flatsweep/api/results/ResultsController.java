package org.flatsweep.api.results;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ResultsController {

    private final ResultsQuery results;

    ResultsController(ResultsQuery results) {
        this.results = results;
    }

    @Operation(operationId = "getResultsTable", summary = "The configuration of each method best on validation data")
    @Parameter(name = "format", in = ParameterIn.QUERY, description = "instead of the Accept header",
            schema = @Schema(type = "string", allowableValues = {"json", "markdown", "latex", "csv"}))
    @ApiResponse(responseCode = "200", content = {
        @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(implementation = ResultsTable.class)),
        @Content(mediaType = ResultsConfiguration.MARKDOWN, schema = @Schema(type = "string")),
        @Content(mediaType = ResultsConfiguration.LATEX, schema = @Schema(type = "string")),
        @Content(mediaType = ResultsConfiguration.CSV, schema = @Schema(type = "string"))
    })
    @GetMapping(path = "/api/v1/sweeps/{id}/table", produces = {
        MediaType.APPLICATION_JSON_VALUE,
        ResultsConfiguration.MARKDOWN,
        ResultsConfiguration.LATEX,
        ResultsConfiguration.CSV
    })
    ResultsTable table(@PathVariable long id) {
        return results.table(id);
    }
}
