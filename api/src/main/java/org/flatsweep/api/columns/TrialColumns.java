package org.flatsweep.api.columns;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every trial of a sweep by number, a column at a time; {@link ColumnFiles} writes what this describes.
 *
 * @param count of trials
 */
record TrialColumns(long count, List<TrialColumn> columns) {

    /**
     * Only columns of kind TRIAL are there even if no trial has a value, which is null.
     *
     * @param values the different ones, most often each once
     * @param codes the place of each trial's value among them; left out where all trials have the one value that there
     *     is, or each has its own
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TrialColumn(
            String name,
            Kind kind,
            @ArraySchema(schema = @Schema(types = {"string", "number", "boolean", "null"}))
            List<Object> values,
            @Nullable List<Integer> codes) {}

    enum Kind {
        /** What the trial is and how it stands. */
        TRIAL,
        HYPERPARAMETER,
        /** Of the result, so null until there is one. */
        RESULT,
        /** Of the last epoch that was probed, once there is a result. */
        PROBE
    }
}
