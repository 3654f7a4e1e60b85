package org.flatsweep.cli;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A recorded result beside a reproduced one.
 *
 * @param numbers those that either of them has
 * @param circumstances in which the two trainings differ
 */
record Comparison(boolean hasRecord, List<Pair> numbers, List<Pair> circumstances) {

    private static final String PARAMETERS = "parameters_sha256";
    private static final List<String> NUMBERS = List.of(
            "train_loss", "validation_loss", "validation_accuracy", "test_loss", "test_accuracy", PARAMETERS);
    private static final int DIGITS_SHOWN = 16;

    /** A value that may be missing on either side. */
    record Pair(String name, JsonNode recorded, JsonNode reproduced) {

        /** Numbers by value, as 1 and 1.0 are the same to some who write JSON. */
        boolean isSame() {
            return recorded.isNumber() && reproduced.isNumber()
                    ? Double.compare(recorded.asDouble(), reproduced.asDouble()) == 0
                    : recorded.equals(reproduced);
        }

        private boolean isAnywhere() {
            return !text(recorded).isEmpty() || !text(reproduced).isEmpty();
        }

        private static String text(JsonNode value) {
            return value.asString("");
        }

        private String shown(JsonNode value) {
            String text = text(value);
            return name.equals(PARAMETERS) && text.length() > DIGITS_SHOWN
                    ? text.substring(0, DIGITS_SHOWN) + "…"
                    : text.isEmpty() ? "–" : text;
        }
    }

    /** @param result as the training reported it */
    static Comparison of(RecordedTrial trial, JsonNode result) {
        JsonNode here = result.get("provenance");
        List<Pair> numbers = NUMBERS.stream()
                .map(name -> new Pair(name, trial.expected().path(name),
                        name.equals(PARAMETERS) ? here.path(name) : result.path(name)))
                .filter(Pair::isAnywhere)
                .toList();
        List<Pair> circumstances = here.propertyNames().stream()
                .filter(name -> !name.equals(PARAMETERS))
                .map(name -> new Pair(name, trial.provenance().path(name), here.get(name)))
                .filter(pair -> !pair.isSame())
                .toList();
        return new Comparison(trial.expected().isObject(), numbers, circumstances);
    }

    boolean isSame() {
        return hasRecord && numbers.stream().allMatch(Pair::isSame);
    }

    /** All numbers, in Markdown. */
    String table() {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("Number", "Recorded", "Reproduced")));
        numbers.forEach(n -> rows.add(List.of(n.name(), n.shown(n.recorded()), n.shown(n.reproduced()))));
        int[] widths = new int[3];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        String line = "| %%-%ds | %%-%ds | %%-%ds |".formatted(widths[0], widths[1], widths[2]);
        Stream<String> body = rows.stream().skip(1).map(row -> line.formatted(row.toArray()));
        String rule = "| %s | %s | %s |".formatted("-".repeat(widths[0]), "-".repeat(widths[1]), "-".repeat(widths[2]));
        return Stream.concat(Stream.of(line.formatted(rows.get(0).toArray()), rule), body).collect(joining("\n"));
    }

    /** "the same bits", or what differs and what may be why. */
    String verdict() {
        if (!hasRecord) {
            return "Nothing to compare with: the trial had no result.";
        }
        if (isSame()) {
            return "the same bits";
        }
        String differing = numbers.stream().filter(n -> !n.isSame()).map(Pair::name).collect(joining(", "));
        String reasons = circumstances.isEmpty()
                ? "Code, engine, machine and data are those recorded."
                : circumstances.stream()
                        .map(c -> "  %s: %s recorded, %s here".formatted(
                                c.name(), c.shown(c.recorded()), c.shown(c.reproduced())))
                        .collect(joining("\n", "Why that may be:\n", ""));
        return "not the same bits, which differ in %s\n%s".formatted(differing, reasons);
    }
}
