package org.flatsweep.cli;

import static java.util.stream.Collectors.joining;

import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** What {@code show --trial} says. */
final class TrialSheet {

    private TrialSheet() {}

    /** @param view the trial with its attempts */
    static String text(JsonNode view) {
        StringBuilder text = new StringBuilder("Trial %s, number %s of sweep %s: %s%n%n".formatted(
                Wording.value(view.path("id")), Wording.value(view.path("number")),
                Wording.value(view.path("sweep_id")), state(view)));
        line(text, "Trains", "%s on %s, %s, seed %s".formatted(
                Wording.value(view.path("method")), Wording.value(view.path("dataset")),
                Wording.value(view.path("model")), Wording.value(view.path("seed"))));
        line(text, "With", pairs(view.path("hyperparameters")));
        line(text, "Epoch", "%s of %s".formatted(
                Wording.value(view.path("epoch")), Wording.value(view.path("epochs"))));
        if (view.path("worker_id").isString()) {
            line(text, "Worker", Wording.oneLine(view.required("worker_id").asString()));
        }
        if (view.path("reused_from").isNumber()) {
            line(text, "Reused from", "trial " + Wording.value(view.required("reused_from")));
        }
        if (view.path("failure").isObject()) {
            line(text, "Failed", ending(view.required("failure")));
        }
        text.append(attempts(view.path("attempts")));
        text.append(result(view.path("result")));
        return text.toString();
    }

    private static String state(JsonNode view) {
        String state = Wording.value(view.path("state"));
        return view.path("paused_at").isString() ? state + ", paused" : state;
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("%-11s %s%n".formatted(name, value));
    }

    private static String pairs(JsonNode object) {
        return object.properties().stream()
                .map(entry -> entry.getKey() + "=" + Wording.value(entry.getValue()))
                .collect(joining(" "));
    }

    /** {@code DIVERGED: the loss is NaN in epoch 3}. */
    private static String ending(JsonNode end) {
        String message = Wording.oneLine(end.path("message").asString(""));
        return Wording.value(end.path("ended")) + (message.isEmpty() ? "" : ": " + message);
    }

    private static String attempts(JsonNode attempts) {
        if (attempts.isEmpty()) {
            return "";
        }
        TextTable table = new TextTable("ATTEMPT", "STARTED", "ENDED", "FROM EPOCH", "WORKER", "END");
        for (JsonNode attempt : attempts) {
            table.add(attempt.path("attempt").asInt(), Wording.time(attempt.path("started_at")),
                    Wording.time(attempt.path("ended_at")), Wording.value(attempt.path("resumed_from_epoch")),
                    Wording.value(attempt.path("worker_id")),
                    attempt.path("ended").isString() ? ending(attempt) : "in training");
        }
        return "%n%s".formatted(table);
    }

    private static String result(JsonNode result) {
        if (!result.isObject()) {
            return "";
        }
        return "%nResult%n%s%nFrom%n%s".formatted(
                section(result, name -> !name.equals("provenance")), section(result.path("provenance"), name -> true));
    }

    private static String section(JsonNode object, Predicate<String> isShown) {
        return object.properties().stream()
                .filter(entry -> isShown.test(entry.getKey()) && !entry.getValue().isNull())
                .map(entry -> "  %-22s %s%n".formatted(
                        entry.getKey(), Wording.oneLine(Wording.value(entry.getValue()))))
                .collect(joining());
    }
}
