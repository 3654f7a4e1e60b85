package org.flatsweep.cli;

import java.util.function.Consumer;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** For whom the output is. */
final class OutputOption {

    private static final JsonMapper JSON = new JsonMapper();

    enum Output {
        text,
        json
    }

    @Option(
            names = "--output",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}; json is for scripts, as the API answers (default: text).")
    private Output output;

    boolean isJson() {
        return output == Output.json;
    }

    /**
     * @param answer in JSON, which scripts get as it is
     * @param text prints what people read of it
     */
    void print(String answer, Consumer<JsonNode> text) {
        if (isJson()) {
            System.out.println(answer);
        } else {
            text.accept(JSON.readTree(answer));
        }
    }
}
