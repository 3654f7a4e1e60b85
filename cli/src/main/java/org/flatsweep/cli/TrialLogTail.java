package org.flatsweep.cli;

import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Has a trial's log printed, and knows how far it has come. */
final class TrialLogTail {

    private static final Set<String> OVER = Set.of("SUCCEEDED", "FAILED", "CANCELLED", "PRUNED");
    private static final int LINES_A_REQUEST = 1000;

    private final ApiClient api;
    private final long trial;
    private final Consumer<JsonNode> printer;
    private long after;

    /** @param printer told of each line, as the API has it */
    TrialLogTail(ApiClient api, long trial, Consumer<JsonNode> printer) {
        this.api = api;
        this.trial = trial;
        this.printer = printer;
    }

    /** All that is there and was not printed before. */
    void print() {
        JsonNode lines;
        do {
            JsonNode log = api.read("trials/%d/log?after=%d&limit=%d".formatted(trial, after, LINES_A_REQUEST));
            lines = log.required("lines");
            lines.forEach(printer);
            after = log.required("next").asLong();
        } while (lines.size() == LINES_A_REQUEST);
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
        return OVER.contains(api.read("trials/" + trial).required("state").asString());
    }
}
