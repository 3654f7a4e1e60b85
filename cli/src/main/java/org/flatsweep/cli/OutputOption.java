package org.flatsweep.cli;

import picocli.CommandLine.Option;

/** For whom the output is. */
final class OutputOption {

    enum Output {
        text,
        json
    }

    @Option(
            names = "--output",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}; json is the API's answer as it is (default: text).")
    private Output output;

    boolean isJson() {
        return output == Output.json;
    }
}
