package org.flatsweep.cli;

import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * A sweep as lists show it.
 *
 * @param trials their number by state
 */
record SweepSummary(long id, String name, String state, JsonNode trials) {

    private static final List<String> STATES =
            List.of("running", "pending", "succeeded", "failed", "cancelled", "pruned");

    /** @param view the API's */
    static SweepSummary of(JsonNode view) {
        return new SweepSummary(view.required("id").asLong(), view.required("name").asString(),
                view.required("state").asString(), view.required("trials"));
    }

    boolean isOver() {
        return state.equals("COMPLETED") || state.equals("CANCELLED");
    }

    /** Whether every trial has. */
    boolean hasSucceeded() {
        return count("succeeded") == total();
    }

    boolean isRunning() {
        return state.equals("RUNNING");
    }

    int total() {
        return count("total");
    }

    int running() {
        return count("running");
    }

    int failed() {
        return count("failed");
    }

    int ended() {
        return total() - running() - count("pending");
    }

    /** {@code 2 running, 1 failed}. */
    String remark() {
        return running() + " running" + (failed() > 0 ? ", " + failed() + " failed" : "");
    }

    private int count(String trialState) {
        return trials.get(trialState).asInt();
    }

    /** {@code 39 trials: 2 running, 37 succeeded}. */
    String counts() {
        return Wording.count(total(), "trial") + STATES.stream()
                .filter(trialState -> count(trialState) > 0)
                .map(trialState -> count(trialState) + " " + trialState)
                .collect(Collectors.joining(", ", ": ", ""));
    }
}
