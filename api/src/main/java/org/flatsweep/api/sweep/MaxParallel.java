package org.flatsweep.api.sweep;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/** @param maxParallel null for no limit, which has to be said */
record MaxParallel(@JsonProperty(required = true) @Nullable @Min(1) Integer maxParallel) {}
