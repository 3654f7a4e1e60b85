package org.flatsweep.api.columns;

import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * Every trial of a sweep by number, a column at a time; {@link ColumnFiles} writes what this describes.
 *
 * @param count of trials, and so of the values of each column
 */
record TrialColumns(long count, List<TrialColumn> columns) {

    /** @param values null where a trial has none; only columns of kind TRIAL are there even if no trial has one */
    record TrialColumn(
            String name,
            Kind kind,
            @ArraySchema(schema = @Schema(types = {"string", "number", "boolean", "null"}))
            List<Object> values) {}

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
