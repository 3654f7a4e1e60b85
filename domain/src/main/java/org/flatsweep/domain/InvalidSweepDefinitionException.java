package org.flatsweep.domain;

import java.util.List;

/** A definition cannot become a sweep; {@link #violations()} names everything wrong with it at once. */
public class InvalidSweepDefinitionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    public InvalidSweepDefinitionException(List<Violation> violations) {
        super("the sweep definition has %d invalid field%s".formatted(
                violations.size(), violations.size() == 1 ? "" : "s"));
        this.violations = List.copyOf(violations);
    }

    public List<Violation> violations() {
        return violations;
    }
}
