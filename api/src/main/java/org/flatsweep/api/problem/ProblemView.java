package org.flatsweep.api.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.flatsweep.domain.Violation;
import org.jspecify.annotations.Nullable;

/**
 * How an error looks to a client (RFC 9457), for the OpenAPI document.
 *
 * @param type {@code about:blank}: the status says what kind of problem it is
 * @param errors everything wrong with a sweep definition
 * @param line where a document that cannot be parsed breaks off, from 1, as {@code column}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProblemView(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        @Nullable List<Violation> errors,
        @Nullable Integer line,
        @Nullable Integer column) {}
