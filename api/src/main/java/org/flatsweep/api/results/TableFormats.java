package org.flatsweep.api.results;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Documents how the format of a table is chosen. */
@Parameter(name = "format", in = ParameterIn.QUERY, description = "instead of the Accept header",
        schema = @Schema(type = "string", allowableValues = {"json", "markdown", "latex", "csv"}))
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface TableFormats {}
