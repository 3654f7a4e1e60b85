package org.flatsweep.cli;

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

    @Mixin
    private ServerOption server;

    @Parameters(paramLabel = "ID", description = "The sweep's id.")
    private long sweep;

    @Option(
            names = "--format",
            defaultValue = "markdown",
            description = "${COMPLETION-CANDIDATES} (default: markdown).")
    private Format format;

    @Override
    public void run() {
        System.out.println(server.client().table(sweep, format.name()).stripTrailing());
    }
}
