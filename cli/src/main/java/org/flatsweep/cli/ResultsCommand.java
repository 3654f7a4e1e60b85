package org.flatsweep.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "results",
        description = "Print a sweep's table: the best configuration per method on validation data, its test accuracy"
                + " or evidence lower bound as mean ± standard error over seeds.")
final class ResultsCommand implements Runnable {

    enum Format {
        markdown,
        latex,
        csv,
        json
    }

    enum Spread {
        standard_error,
        standard_deviation,
        interval
    }

    @Mixin
    private ServerOption server;

    @Parameters(paramLabel = "ID", description = "The sweep's id.")
    private long sweep;

    @Option(names = "--format", description = "${COMPLETION-CANDIDATES} (default: markdown, or as --output says).")
    private Optional<Format> format;

    @Mixin
    private OutputOption output;

    @Option(
            names = "--baseline",
            paramLabel = "METHOD",
            description = "Key of the method that others are compared to (default: sgd, else the first).")
    private Optional<String> baseline;

    @Option(
            names = "--spread",
            description = "Beside the mean test number: ${COMPLETION-CANDIDATES} (default: standard_error).")
    private Optional<Spread> spread;

    @ArgGroup
    private Other other;

    /** Of the sweep's tables another than that of the best configurations. */
    private static final class Other {

        @Option(names = "--published", paramLabel = "TABLE",
                description = "Table 3 or 4 of the paper beside this sweep's numbers.")
        private Integer published;

        @Option(names = "--budget", description = "Expected test number by how many configurations are tried.")
        private boolean budget;

        @Option(names = "--beside", paramLabel = "ID", description = "Beside another sweep's numbers.")
        private Long sweep;

        private String table() {
            return published != null ? "published/" + published : budget ? "budget" : "comparison/" + sweep;
        }
    }

    @Override
    public void run() {
        if (other != null && other.published != null) {
            WrongUsageException.requireRange("--published", other.published, 3, 4);
        }
        Format asked = format.orElse(output.isJson() ? Format.json : Format.markdown);
        if (output.isJson() && asked != Format.json) {
            throw new WrongUsageException("--output json is not what --format %s asks for".formatted(asked));
        }
        Map<String, List<String>> query = new TreeMap<>(Map.of("format", List.of(asked.name())));
        baseline.ifPresent(method -> query.put("baseline", List.of(method)));
        spread.ifPresent(width -> query.put("spread", List.of(width.name())));
        String table = other == null ? "table" : other.table();
        System.out.println(server.client().table(sweep, table, query).stripTrailing());
    }
}
