package org.flatsweep.cli;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A trial as the API says how to reproduce it.
 *
 * @param provenance what its result came from; null node until it has one
 * @param expected its final numbers by name; null node until it has some
 */
record RecordedTrial(long id, JsonNode config, JsonNode provenance, JsonNode expected) {

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * @param answer of {@code GET /api/v1/trials/{id}/reproduce}
     * @param source where it was read, for people
     * @throws WrongUsageException if it is something else
     */
    static RecordedTrial read(String answer, String source) {
        try {
            JsonNode tree = JSON.readTree(answer);
            if (tree.path("trial_id").isIntegralNumber() && tree.at("/config/hyperparameters/epochs").isNumber()) {
                return new RecordedTrial(tree.get("trial_id").asLong(), tree.get("config"), tree.path("provenance"),
                        tree.path("expected"));
            }
        } catch (JacksonException e) {
            // Said below: whoever named another file need not know where in it JSON ends.
        }
        throw new WrongUsageException(
                "'%s' holds no answer of GET /api/v1/trials/{id}/reproduce".formatted(source));
    }

    int epochs() {
        return config.at("/hyperparameters/epochs").asInt();
    }

    /** Kind of device, as {@code FLATSWEEP_DEVICE} takes it. */
    String device() {
        return provenance.path("device").asString("auto").replaceFirst("[:,].*", "");
    }

    Optional<String> threads() {
        return Optional.of(provenance.path("threads")).filter(JsonNode::isNumber).map(JsonNode::asString);
    }

    /** For people: {@code trial 17: sam on digits, seed 0}, and what trained it. */
    String describe() {
        String what = "Trial %d: %s on %s, seed %s".formatted(id, config.get("method").asString(),
                config.at("/dataset/name").asString(), config.get("seed").asString());
        return provenance.isObject()
                ? what + ", trained by Flatsweep %s on %s".formatted(
                        provenance.path("code_version").asString("of a version not recorded"),
                        provenance.path("device").asString("a device not recorded"))
                : what + ", which has no result yet";
    }
}
