package org.flatsweep.domain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Definitions as a JSON or YAML parser gives them. */
final class Documents {

    private Documents() {}

    /** The example of the README and of the architecture: 1 + 3 + 3 + 6 configurations times 3 seeds. */
    static Map<String, Object> rhoBySigma0() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", "rho-by-sigma0");
        document.put("dataset", "digits");
        document.put("model", Map.of("name", "wrn", "depth", 10, "width", 1));
        document.put("epochs", 10);
        document.put("batch_size", 128);
        document.put("optimizer", Map.of("name", "sgd", "lr", 0.1, "momentum", 0.9, "schedule", "step"));
        document.put("label_smoothing", 0.1);
        document.put("grid", Map.of("alpha", List.of(2.5e-4)));
        document.put("methods", new ArrayList<>(List.of(
                Map.of("name", "sgd"),
                Map.of("name", "sam", "grid", Map.of("rho", List.of(0.02, 0.05, 0.1))),
                Map.of("name", "rsam", "grid", Map.of("rho", List.of(0.02, 0.05, 0.1))),
                Map.of("name", "vsam", "grid", Map.of(
                        "rho", List.of(0.05),
                        "sigma0", List.of(0.1, 0.2),
                        "sigma_lr", Map.of("from", 1e-4, "to", 1e-2, "steps", 3, "scale", "log"))))));
        document.put("seeds", List.of(0, 1, 2));
        return document;
    }

    /** Of SAM, with nothing but what is required. */
    static Map<String, Object> minimal() {
        return new LinkedHashMap<>(Map.of("name", "n", "dataset", "digits", "methods", List.of("sam"),
                "model", Map.of("name", "wrn", "depth", 10, "width", 1), "seeds", List.of(0)));
    }

    /** Plain training of such models. */
    @SafeVarargs
    static Map<String, Object> ofVae(Map<String, Object>... models) {
        return new LinkedHashMap<>(Map.of(
                "name", "n", "dataset", "digits", "model", List.of(models), "methods", List.of("sgd"),
                "seeds", List.of(0)));
    }

    static Map<String, Object> with(String key, Object value) {
        Map<String, Object> document = rhoBySigma0();
        document.put(key, value);
        return document;
    }

    static Map<String, Object> without(String key) {
        Map<String, Object> document = rhoBySigma0();
        document.remove(key);
        return document;
    }
}
