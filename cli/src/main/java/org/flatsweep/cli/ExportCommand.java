package org.flatsweep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        description = "Write all trials or metrics of a sweep for data frames. docs/exports.md describes the columns.")
final class ExportCommand implements Runnable {

    enum Relation {
        trials,
        metrics
    }

    enum Format {
        csv,
        json,
        ndjson,
        parquet
    }

    @Mixin
    private ServerOption server;

    @Parameters(index = "0", paramLabel = "ID", description = "The sweep's id.")
    private long sweep;

    @Parameters(index = "1", paramLabel = "WHAT", description = "${COMPLETION-CANDIDATES}.")
    private Relation relation;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write it (default: standard output).")
    private Path file;

    @Option(
            names = "--format",
            description = "${COMPLETION-CANDIDATES} (default: as the ending of FILE says, csv without FILE).")
    private Format format;

    @Override
    public void run() {
        ApiClient api = server.client();
        String document = "export/%s?format=%s".formatted(relation, format != null ? format : formatOf(file));
        if (file != null) {
            new WholeFile(file).write(stream -> api.copy(sweep, document, stream));
            System.out.println("Wrote " + file);
            return;
        }
        try {
            api.copy(sweep, document, System.out);
        } catch (IOException e) {
            throw new CommandFailedException("the export broke off: " + e, e);
        }
    }

    private static Format formatOf(Path file) {
        if (file == null) {
            return Format.csv;
        }
        return Stream.of(Format.values())
                .filter(format -> file.toString().endsWith("." + format))
                .findFirst()
                .orElseThrow(() -> new WrongUsageException(
                        "--out must end in .csv, .json, .ndjson or .parquet where there is no --format, not '%s'"
                                .formatted(file)));
    }
}
