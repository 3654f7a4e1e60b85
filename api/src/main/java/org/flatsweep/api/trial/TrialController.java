package org.flatsweep.api.trial;

import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.flatsweep.api.sweep.Cancellation;
import org.flatsweep.api.sweep.SweepViews;
import org.flatsweep.domain.TrialState;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class TrialController {

    private final SweepViews sweeps;
    private final TrialViews trials;
    private final Cancellation cancellation;

    TrialController(SweepViews sweeps, TrialViews trials, Cancellation cancellation) {
        this.sweeps = sweeps;
        this.trials = trials;
        this.cancellation = cancellation;
    }

    @Operation(operationId = "listTrials", summary = "Trials of a sweep by number")
    @GetMapping("/sweeps/{id}/trials")
    TrialPage list(
            @PathVariable long id,
            @RequestParam(required = false) TrialState state,
            @RequestParam(defaultValue = "200") @Min(1) @Max(1000) int limit,
            @RequestParam(defaultValue = "-1") @Min(-1) int after) {
        sweeps.requireExists(id);
        return trials.page(id, state, after, limit);
    }

    @Operation(operationId = "getTrial", summary = "One trial with its attempts")
    @GetMapping("/trials/{id}")
    TrialView get(@PathVariable long id) {
        return trials.get(id);
    }

    @Operation(operationId = "cancelTrial", summary = "Cancels a trial that is not final")
    @PostMapping("/trials/{id}/cancel")
    TrialView cancel(@PathVariable long id) {
        cancellation.cancelTrial(id);
        return trials.get(id);
    }
}
