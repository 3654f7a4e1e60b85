package org.flatsweep.api.figure;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Figures of a sweep, for a paper. */
@RestController
class FigureController {

    private final SliceQuery slices;
    private final AccuracyAgainstRho accuracyAgainstRho;
    private final RhoBySigma0 rhoBySigma0;
    private final LearningCurves learningCurves;
    private final SharpnessAgainstError sharpnessAgainstError;

    FigureController(SliceQuery slices, AccuracyAgainstRho accuracyAgainstRho, RhoBySigma0 rhoBySigma0,
            LearningCurves learningCurves, SharpnessAgainstError sharpnessAgainstError) {
        this.slices = slices;
        this.accuracyAgainstRho = accuracyAgainstRho;
        this.rhoBySigma0 = rhoBySigma0;
        this.learningCurves = learningCurves;
        this.sharpnessAgainstError = sharpnessAgainstError;
    }

    @Operation(operationId = "getFigure", summary = "A figure of a sweep, as vectors with text as text")
    @Parameter(name = "format", in = ParameterIn.QUERY, description = "instead of the Accept header",
            schema = @Schema(type = "string", allowableValues = {"svg", "pdf"}))
    @ApiResponse(responseCode = "200", content = {
        @Content(mediaType = FigureConfiguration.SVG, schema = @Schema(type = "string")),
        @Content(mediaType = MediaType.APPLICATION_PDF_VALUE, schema = @Schema(type = "string", format = "binary"))
    })
    @GetMapping(path = "/api/v1/sweeps/{id}/figures/{figure}",
            produces = {FigureConfiguration.SVG, MediaType.APPLICATION_PDF_VALUE})
    Figure figure(
            @PathVariable long id,
            @Parameter(schema = @Schema(type = "string", allowableValues = {
                "accuracy-against-rho", "rho-by-sigma0", "learning-curves", "sharpness-against-error"}))
            @PathVariable String figure,
            @Parameter(description = "needed where the sweep has several")
            @RequestParam(required = false) @Nullable String dataset,
            @Parameter(description = "needed where the dataset has several, as the results table names it")
            @RequestParam(required = false) @Nullable String model,
            @Parameter(description = "only these; all where left out")
            @RequestParam(defaultValue = "") List<String> method,
            @Parameter(description = "of learning-curves")
            @RequestParam(defaultValue = "validation_accuracy") String metric,
            @Parameter(description = "of learning-curves: the first epoch to show")
            @RequestParam(name = "from_epoch", defaultValue = "1") @Min(1) int fromEpoch,
            @Parameter(description = "of sharpness-against-error: a column of results.probe",
                    schema = @Schema(type = "string", defaultValue = "sharpness_max", allowableValues = {
                        "sharpness_step", "sharpness_max", "sharpness_mean", "lambda_max", "trace_sigma_h"}))
            @RequestParam(defaultValue = "sharpness_max") String measure) {
        FigureName name = FigureName.byPath(figure);
        Slice slice = slices.slice(id, dataset, model, method);
        return switch (name) {
            case ACCURACY_AGAINST_RHO -> accuracyAgainstRho.of(slice);
            case RHO_BY_SIGMA0 -> rhoBySigma0.of(slice);
            case LEARNING_CURVES -> learningCurves.of(slice, metric, fromEpoch);
            case SHARPNESS_AGAINST_ERROR -> sharpnessAgainstError.of(slice, Sharpness.byColumn(measure));
        };
    }
}
