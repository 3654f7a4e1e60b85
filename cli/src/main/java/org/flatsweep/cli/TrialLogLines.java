package org.flatsweep.cli;

import java.io.PrintStream;
import tools.jackson.databind.JsonNode;

/** A trial's log as people read it, under a heading for each attempt. */
final class TrialLogLines {

    private final PrintStream out;
    private int attempt;

    TrialLogLines(PrintStream out) {
        this.out = out;
    }

    void print(JsonNode line) {
        if (line.required("attempt").asInt() != attempt) {
            attempt = line.required("attempt").asInt();
            out.println("Attempt " + attempt);
        }
        out.printf("%s %-5s %s%n", Wording.time(line.required("at")), line.required("level").asString(),
                Wording.lines(line.required("message").asString()).stripTrailing());
    }
}
