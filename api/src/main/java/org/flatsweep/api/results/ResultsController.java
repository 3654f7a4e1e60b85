package org.flatsweep.api.results;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/sweeps/{id}", produces = {
    MediaType.APPLICATION_JSON_VALUE,
    ResultsConfiguration.MARKDOWN,
    ResultsConfiguration.LATEX,
    ResultsConfiguration.CSV
})
class ResultsController {

    private final ResultsQuery results;

    ResultsController(ResultsQuery results) {
        this.results = results;
    }

    @Operation(operationId = "getResultsTable", summary = "The configuration of each method best on validation data")
    @TableFormats
    @GetMapping("/table")
    ResultsTable table(
            @PathVariable long id,
            @Parameter(description = "key of the method that others are compared to; sgd unless given")
            @RequestParam Optional<String> baseline,
            @Parameter(description = "what Markdown and LaTeX put beside the mean test number")
            @RequestParam(defaultValue = "standard_error") Spread spread) {
        return results.table(id, baseline, spread);
    }

    @Operation(operationId = "getPublishedTable", summary = "Table 3 or 4 of the paper beside this sweep's numbers")
    @TableFormats
    @GetMapping("/published/{table}")
    PublishedTable published(
            @PathVariable long id,
            @Parameter(schema = @Schema(type = "integer", format = "int32", minimum = "3", maximum = "4"))
            @PathVariable int table) {
        return results.published(id, table);
    }

    @Operation(operationId = "getSearchBudget",
            summary = "Expected test accuracy of each method by the number of configurations tried")
    @TableFormats
    @GetMapping("/budget")
    SearchBudget budget(@PathVariable long id) {
        return results.budget(id);
    }

    @Operation(operationId = "compareSweeps", summary = "The best configurations of two sweeps side by side")
    @TableFormats
    @GetMapping("/comparison/{other}")
    SweepComparison comparison(@PathVariable long id, @PathVariable long other) {
        return results.comparison(id, other);
    }
}
