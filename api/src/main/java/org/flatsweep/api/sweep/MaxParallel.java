package org.flatsweep.api.sweep;

import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/** @param maxParallel null for no limit */
record MaxParallel(@Nullable @Min(1) Integer maxParallel) {}
