package org.flatsweep.cli;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Prints the API's events of a sweep until its end, one JSON object a line, over as many connections as that takes:
 * {@code {"event": "trial", "data": …}}. Each connection begins with the sweep as it stands.
 */
final class SweepEvents {

    private static final JsonMapper JSON = new JsonMapper();

    private final ApiClient api;
    private final long sweep;
    private final PrintStream out;
    private Optional<String> lastId = Optional.empty();
    private Optional<SweepSummary> last = Optional.empty();

    SweepEvents(ApiClient api, long sweep, PrintStream out) {
        this.api = api;
        this.sweep = sweep;
        this.out = out;
    }

    /**
     * @param interval before another connection
     * @return the exit code: 0 if every trial succeeded, else 1
     */
    int printUntilOver(Duration interval) {
        boolean away = false;
        while (true) {
            try (Stream<String> lines = api.eventLines(sweep, lastId)) {
                away = false;
                print(lines.iterator());
            } catch (ServerUnreachableException | UncheckedIOException e) {
                if (last.isEmpty()) {
                    throw e;
                }
                if (!away) {
                    System.err.println(Wording.RECONNECTING);
                }
                away = true;
            }
            if (isOver()) {
                return last.orElseThrow().hasSucceeded() ? ExitCode.SUCCESS : ExitCode.FAILED;
            }
            Pause.of(interval);
        }
    }

    private boolean isOver() {
        return last.filter(SweepSummary::isOver).isPresent();
    }

    /** As the HTML standard has server-sent events; ours have one line of data. */
    private void print(Iterator<String> lines) {
        String name = "";
        while (!isOver() && lines.hasNext()) {
            String line = lines.next();
            if (line.startsWith("id:")) {
                lastId = Optional.of(value(line));
            } else if (line.startsWith("event:")) {
                name = value(line);
            } else if (line.startsWith("data:")) {
                print(name, value(line));
            }
        }
    }

    private static String value(String line) {
        return line.substring(line.indexOf(':') + 1).strip();
    }

    private void print(String name, String data) {
        switch (name) {
            // What was missed, if anything, is unknown.
            case "hello", "reset" -> print("sweep", api.read("sweeps/" + sweep));
            case "heartbeat" -> { }
            default -> print(name, JSON.readTree(data));
        }
    }

    private void print(String name, JsonNode data) {
        ObjectNode event = JSON.createObjectNode();
        event.put("event", name);
        event.set("data", data);
        out.println(event);
        if (name.equals("sweep")) {
            last = Optional.of(SweepSummary.of(data));
        }
    }
}
