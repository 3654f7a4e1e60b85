package org.flatsweep.api.security;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether the API asks who is there: the setting {@code FLATSWEEP_TOKENS}. */
enum TokenPolicy {

    @JsonProperty("required")
    REQUIRED,
    /** Anyone on this machine may do anything. */
    @JsonProperty("off")
    OFF;

    static final String PROPERTY = "flatsweep.tokens";
}
