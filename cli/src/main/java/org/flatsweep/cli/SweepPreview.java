package org.flatsweep.cli;

import tools.jackson.databind.JsonNode;

/**
 * What a sweep definition would make.
 *
 * @param answer of {@code POST /api/v1/sweeps/preview}
 */
record SweepPreview(JsonNode answer) {

    String describe() {
        TextTable table = new TextTable("METHOD", "CONFIGURATIONS", "TRIALS", "REUSED", "A TRIAL TAKES");
        for (JsonNode method : answer.required("methods")) {
            table.add(method.required("method").asString(), method.required("configurations").asLong(),
                    method.required("trials").asLong(), method.required("reused").asLong(),
                    duration(method.path("seconds_per_trial"), "unknown"));
        }
        long reused = answer.required("reused").asLong();
        return "%s would have %s in %s, %d of them with results that are there already.%n%n%s%n%s%n".formatted(
                Wording.oneLine(answer.required("name").asString()),
                Wording.count(answer.required("trials").asLong(), "trial"),
                Wording.count(answer.required("configurations").asLong(), "configuration"), reused, table,
                "Device time: " + duration(answer.path("device_seconds"),
                        "unknown, as no trial of some of these methods was measured yet on this dataset and model"));
    }

    private static String duration(JsonNode seconds, String otherwise) {
        return seconds.isNumber() ? "about " + Wording.duration(seconds.asDouble()) : otherwise;
    }
}
