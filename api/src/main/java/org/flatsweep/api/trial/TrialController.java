package org.flatsweep.api.trial;

import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Optional;
import org.flatsweep.api.sweep.OrderLog;
import org.flatsweep.api.sweep.Orders;
import org.flatsweep.api.sweep.Priority;
import org.flatsweep.api.sweep.SweepViews;
import org.flatsweep.domain.TrialState;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class TrialController {

    private final SweepViews sweeps;
    private final TrialViews trials;
    private final Orders orders;

    TrialController(SweepViews sweeps, TrialViews trials, Orders orders) {
        this.sweeps = sweeps;
        this.trials = trials;
        this.orders = orders;
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
        return logged(id, "cancelled", Optional.of(orders.cancelTrial(id)));
    }

    @Operation(operationId = "pauseTrial", summary = "Lets a trial not begin, or has it saved and given back")
    @PostMapping("/trials/{id}/pause")
    TrialView pause(@PathVariable long id) {
        return logged(id, "paused", orders.pauseTrial(id));
    }

    @Operation(operationId = "resumeTrial", summary = "Ends the pause of a trial")
    @PostMapping("/trials/{id}/resume")
    TrialView resume(@PathVariable long id) {
        return logged(id, "resumed", orders.resumeTrial(id));
    }

    @Operation(operationId = "retryTrial", summary = "Queues a failed or cancelled trial again")
    @PostMapping("/trials/{id}/retry")
    TrialView retry(@PathVariable long id) {
        return logged(id, "queued again", Optional.of(orders.retryTrial(id)));
    }

    @Operation(operationId = "setTrialPriority", summary = "Within its sweep; for when it has not begun")
    @PutMapping(path = "/trials/{id}/priority", consumes = MediaType.APPLICATION_JSON_VALUE)
    TrialView priority(@PathVariable long id, @RequestBody @Valid Priority priority) {
        return logged(id, "given priority " + priority.priority(), orders.setTrialPriority(id, priority.priority()));
    }

    /** @param changed the sweep of the trial, if the order changed anything */
    private TrialView logged(long id, String done, Optional<Long> changed) {
        changed.ifPresent(sweep -> OrderLog.trial(sweep, id, done));
        return trials.get(id);
    }
}
