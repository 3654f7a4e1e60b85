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
        if (line.get("attempt").asInt() != attempt) {
            attempt = line.get("attempt").asInt();
            out.println("Attempt " + attempt);
        }
        out.printf("%s %-5s %s%n", Wording.time(line.get("at")), line.get("level").asString(),
                Wording.lines(line.get("message").asString()).stripTrailing());
    }
}
