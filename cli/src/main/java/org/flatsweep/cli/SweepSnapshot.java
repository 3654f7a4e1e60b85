package org.flatsweep.cli;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A sweep at one moment, as the API shows it.
 *
 * @param overview its pace, when it may end, and its best so far
 * @param running some of the trials in training, the first by number
 * @param axes what the definition has axes of, and so tells trials of a method apart
 */
record SweepSnapshot(JsonNode sweep, JsonNode overview, JsonNode running, Set<String> axes) {

    /** More than the tallest terminal shows. */
    private static final int MOST_RUNNING = 100;

    SweepSnapshot(JsonNode sweep, JsonNode overview, JsonNode running) {
        this(sweep, overview, running, axes(sweep.path("definition")));
    }

    static SweepSnapshot read(ApiClient api, long sweep) {
        return new SweepSnapshot(
                api.read("sweeps/" + sweep),
                api.read("sweeps/%d/overview".formatted(sweep)),
                api.read("sweeps/%d/trials?state=RUNNING&limit=%d".formatted(sweep, MOST_RUNNING)).required("trials"));
    }

    private static Set<String> axes(JsonNode definition) {
        return Stream.concat(Stream.of(definition), definition.path("methods").valueStream())
                .flatMap(part -> part.path("grid").propertyNames().stream())
                .collect(Collectors.toSet());
    }

    /** {@code rho=0.05 lr=0.1}: the values of a trial on the axes that it has. */
    String place(JsonNode trial) {
        return trial.path("hyperparameters").properties().stream()
                .filter(setting -> axes.contains(setting.getKey()))
                .map(setting -> setting.getKey() + "=" + Wording.value(setting.getValue()))
                .collect(Collectors.joining(" "));
    }

    SweepSummary summary() {
        return SweepSummary.of(sweep);
    }
}
