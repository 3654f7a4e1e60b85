package org.flatsweep.cli;

import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What {@code show} says of a sweep. */
final class SweepSheet {

    private static final JsonMapper INDENTED = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private SweepSheet() {}

    /**
     * @param view the sweep with its definition
     * @param page where the dashboard shows it
     */
    static String text(JsonNode view, JsonNode overview, String page) {
        SweepSummary summary = SweepSummary.of(view);
        StringBuilder text = new StringBuilder("Sweep %d, %s: %s%n%n".formatted(
                summary.id(), Wording.oneLine(summary.name()), summary.state()));
        line(text, "Trials", summary.counts());
        line(text, "Submitted", Wording.time(view.path("created_at")));
        JsonNode pace = overview.path("trials_per_hour");
        if (pace.isNumber()) {
            line(text, "Pace", String.format(Locale.ROOT, "%.1f trials an hour", pace.asDouble()));
        }
        if (overview.path("estimated_end").isString()) {
            line(text, "May end at", Wording.time(overview.path("estimated_end")));
        }
        if (view.path("max_parallel").isNumber()) {
            line(text, "At most", Wording.count(view.required("max_parallel").asLong(), "trial") + " at a time");
        }
        if (view.path("priority").asInt(0) != 0) {
            line(text, "Priority", Wording.value(view.required("priority")));
        }
        line(text, "Page", page);
        text.append(System.lineSeparator()).append(best(overview.path("best")));
        if (view.path("definition").isObject()) {
            text.append("%nDefinition%n%s%n".formatted(INDENTED.writeValueAsString(view.required("definition"))));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("%-11s %s%n".formatted(name, value));
    }

    static String best(JsonNode best) {
        if (best.isEmpty()) {
            return "No trial has a result yet.%n".formatted();
        }
        TextTable table = new TextTable("DATASET", "MODEL", "METHOD", "VALIDATION", "SEEDS", "CONFIGURATION");
        for (JsonNode row : best) {
            table.add(row.required("dataset").asString(), row.required("model").asString(),
                    row.required("method").asString(), validation(row), row.required("seeds").asInt(),
                    "%.12s".formatted(row.required("configuration_hash").asString()));
        }
        return "Best so far, by the mean over seeds on validation data%n%s".formatted(table);
    }

    private static String validation(JsonNode row) {
        return row.path("measure").asString().equals("ACCURACY")
                ? Wording.percent(row.path("validation"))
                : "ELBO " + Wording.number(row.path("validation"));
    }
}
