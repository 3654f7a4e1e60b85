package org.flatsweep.api.schedule;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.flatsweep.domain.SweepSchema;

/**
 * A schedule as it is asked for.
 *
 * @param definition of the sweep, as it was sent
 */
@Schema(additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record NewSchedule(
        @NotNull @Pattern(regexp = NAME) String name,
        @NotNull @Pattern(regexp = CRON) @Schema(description = "Quartz's syntax, seconds first") String cron,
        @Schema(types = {"string", "null"}, defaultValue = UTC) String timeZone,
        @NotNull @Schema(ref = SweepSchema.DEFINITION) Object definition) {

    static final String NAME = "^[A-Za-z0-9_.-]{1,100}$";

    /** As long as Quartz's table has room for. */
    static final String CRON = "^[ -~]{1,120}$";

    static final String UTC = "UTC";
}
