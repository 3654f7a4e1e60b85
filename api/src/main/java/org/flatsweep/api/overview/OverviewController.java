package org.flatsweep.api.overview;

import io.swagger.v3.oas.annotations.Operation;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class OverviewController {

    private final Overviews overviews;

    OverviewController(Overviews overviews) {
        this.overviews = overviews;
    }

    @Operation(operationId = "getSweepOverview", summary = "Pace, estimated end and the best configurations so far")
    @GetMapping(path = "/api/v1/sweeps/{id}/overview", produces = MediaType.APPLICATION_JSON_VALUE)
    SweepOverview get(@PathVariable long id) {
        return overviews.of(id);
    }
}
