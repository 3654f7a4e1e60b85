package org.flatsweep.api.figure;

import java.util.List;
import org.flatsweep.api.problem.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Checks of request parameters whose allowed values are found out while answering. */
final class Choice {

    private Choice() {}

    /** @throws Problem 400 if the value is not one of those allowed */
    static String require(String name, String value, List<String> allowed) {
        if (!allowed.contains(value)) {
            throw new Problem(HttpStatus.BAD_REQUEST,
                    "%s must be one of %s, not '%s'".formatted(name, String.join(", ", allowed), value));
        }
        return value;
    }

    /**
     * @param value null where it was left out, which it may be where there is but one
     * @throws Problem 400 if it is not one of those there are, or was left out of several
     */
    static String requireOnly(String name, @Nullable String value, List<String> allowed) {
        if (value == null && allowed.size() > 1) {
            throw new Problem(HttpStatus.BAD_REQUEST,
                    "%s must be given, as there are several: %s".formatted(name, String.join(", ", allowed)));
        }
        return value == null ? allowed.get(0) : require(name, value, allowed);
    }
}
