package org.flatsweep.cli;

import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a check of this machine found.
 *
 * @param advice what to do about it; empty where nothing is to be done
 */
record Finding(Severity severity, String subject, String found, String advice) {

    enum Severity {
        GOOD("ok"),
        /** Works, but for what it says. */
        REMARK("note"),
        /** Keeps Flatsweep from working. */
        OBSTACLE("PROBLEM");

        private final String label;

        Severity(String label) {
            this.label = label;
        }
    }

    static Finding good(String subject, String found) {
        return new Finding(Severity.GOOD, subject, found, "");
    }

    static Finding remark(String subject, String found, String advice) {
        return new Finding(Severity.REMARK, subject, found, advice);
    }

    static Finding obstacle(String subject, String found, String advice) {
        return new Finding(Severity.OBSTACLE, subject, found, advice);
    }

    boolean isObstacle() {
        return severity == Severity.OBSTACLE;
    }

    ObjectNode json() {
        return JsonNodeFactory.instance.objectNode()
                .put("severity", severity.name().toLowerCase(Locale.ROOT))
                .put("subject", subject)
                .put("found", found)
                .put("advice", advice);
    }

    String describe() {
        String line = "%-8s %-10s %s%n".formatted(severity.label, subject, found);
        return advice.isEmpty() ? line : line + "%-20s→ %s%n".formatted("", advice);
    }
}
