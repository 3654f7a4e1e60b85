package org.flatsweep.api.sweep;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.flatsweep.domain.QueuePolicy;

/** Of a sweep among sweeps, or of a trial within its sweep. */
public record Priority(
        @NotNull @Min(-QueuePolicy.MAX_PRIORITY) @Max(QueuePolicy.MAX_PRIORITY) Integer priority) {}
