package org.flatsweep.api.figure;

import static java.util.stream.Collectors.joining;

import java.util.stream.Stream;
import org.flatsweep.api.problem.Problem;
import org.springframework.http.HttpStatus;

/** The figures there are, by the names that paths have for them. */
enum FigureName {
    ACCURACY_AGAINST_RHO("accuracy-against-rho"),
    RHO_BY_SIGMA0("rho-by-sigma0"),
    LEARNING_CURVES("learning-curves"),
    SHARPNESS_AGAINST_ERROR("sharpness-against-error");

    private final String path;

    FigureName(String path) {
        this.path = path;
    }

    /** @throws Problem 404 if there is no such figure */
    static FigureName byPath(String path) {
        return Stream.of(values())
                .filter(name -> name.path.equals(path))
                .findFirst()
                .orElseThrow(() -> new Problem(HttpStatus.NOT_FOUND, "there is no figure '%s'; there are: %s".formatted(
                        path, Stream.of(values()).map(name -> name.path).collect(joining(", ")))));
    }
}
