package org.flatsweep.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Prints a trial's log, and knows how far it has come. */
final class TrialLogTail {

    private static final Set<String> OVER = Set.of("SUCCEEDED", "FAILED", "CANCELLED", "PRUNED");
    private static final int LINES_A_REQUEST = 1000;

    private final ApiClient api;
    private final long trial;
    private final PrintStream out;
    private long after;
    private int attempt;

    TrialLogTail(ApiClient api, long trial, PrintStream out) {
        this.api = api;
        this.trial = trial;
        this.out = out;
    }

    /** All that is there and was not printed before. */
    void print() {
        JsonNode lines;
        do {
            JsonNode log = api.read("trials/%d/log?after=%d&limit=%d".formatted(trial, after, LINES_A_REQUEST));
            lines = log.get("lines");
            lines.forEach(this::print);
            after = log.get("next").asLong();
        } while (lines.size() == LINES_A_REQUEST);
    }

    private void print(JsonNode line) {
        if (line.get("attempt").asInt() != attempt) {
            attempt = line.get("attempt").asInt();
            out.println("Attempt " + attempt);
        }
        out.printf("%s %-5s %s%n", Wording.time(line.get("at")), line.get("level").asString(),
                Wording.lines(line.get("message").asString()).stripTrailing());
    }

    /**
     * Goes on over restarts of the API.
     *
     * @param interval between two looks
     * @param lateness how long after the trial's end its last lines may come
     */
    void printUntilEnd(Duration interval, Duration lateness) {
        print();
        boolean over = isOver();
        boolean away = false;
        while (!over) {
            Pause.of(interval);
            try {
                print();
                over = isOver();
                away = false;
            } catch (ServerUnreachableException e) {
                if (!away) {
                    System.err.println(Wording.RECONNECTING);
                }
                away = true;
            }
        }
        Pause.of(lateness);
        print();
    }

    private boolean isOver() {
        return OVER.contains(api.read("trials/" + trial).get("state").asString());
    }
}
