package org.flatsweep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "figure",
        description = "Draw a figure of a sweep: accuracy-against-rho, rho-by-sigma0, learning-curves or"
                + " sharpness-against-error. docs/figures.md says what each of them shows.")
final class FigureCommand implements Runnable {

    static final List<String> FIGURES =
            List.of("accuracy-against-rho", "rho-by-sigma0", "learning-curves", "sharpness-against-error");

    enum Measure {
        sharpness_step,
        sharpness_max,
        sharpness_mean,
        lambda_max,
        trace_sigma_h
    }

    enum Format {
        svg,
        pdf
    }

    @Mixin
    private ServerOption server;

    @Parameters(index = "0", paramLabel = "ID", description = "The sweep's id.")
    private long sweep;

    @Parameters(index = "1", paramLabel = "FIGURE", description = "Which figure.")
    private String figure;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write it (default: FIGURE.FORMAT, here).")
    private Path file;

    @Option(
            names = "--format",
            description = "${COMPLETION-CANDIDATES} (default: as the ending of FILE says, else svg).")
    private Format format;

    @Option(names = "--dataset", paramLabel = "NAME", description = "Needed where the sweep has several.")
    private String dataset;

    @Option(names = "--model", paramLabel = "NAME", description = "Needed where the dataset has several.")
    private String model;

    @Option(names = "--method", paramLabel = "KEY", description = "Only this one, or these if repeated.")
    private List<String> methods = List.of();

    @Option(names = "--metric", paramLabel = "NAME",
            description = "Of learning-curves (default: validation_accuracy).")
    private String metric;

    @Option(names = "--from-epoch", paramLabel = "N", description = "First epoch of learning-curves (default: 1).")
    private Integer fromEpoch;

    @Option(names = "--measure", paramLabel = "PROBE",
            description = "Of sharpness-against-error: ${COMPLETION-CANDIDATES} (default: sharpness_max).")
    private Measure measure;

    @Override
    public void run() {
        if (!FIGURES.contains(figure)) {
            throw new WrongUsageException(
                    "there is no figure '%s'; there are %s".formatted(figure, String.join(", ", FIGURES)));
        }
        if (fromEpoch != null && fromEpoch < 1) {
            throw new WrongUsageException("--from-epoch must be at least 1, not " + fromEpoch);
        }
        Format written = format != null ? format : formatOf(file);
        Path target = file != null ? file : Path.of(figure + "." + written);
        byte[] drawn = server.client().figure(sweep, figure, query(written));
        try {
            Files.write(target, drawn);
        } catch (IOException e) {
            throw new WrongUsageException("--out must be a file that can be written, not '%s': %s".formatted(
                    target, Wording.reason(e)));
        }
        System.out.println("Wrote " + target);
    }

    private static Format formatOf(Path file) {
        if (file == null) {
            return Format.svg;
        }
        return Stream.of(Format.values())
                .filter(format -> file.toString().endsWith("." + format))
                .findFirst()
                .orElseThrow(() -> new WrongUsageException(
                        "--out must end in .svg or .pdf where there is no --format, not '%s'".formatted(file)));
    }

    private Map<String, List<String>> query(Format format) {
        Map<String, List<String>> query = new TreeMap<>();
        query.put("format", List.of(format.name()));
        query.put("method", methods);
        put(query, "dataset", dataset);
        put(query, "model", model);
        put(query, "metric", metric);
        put(query, "from_epoch", fromEpoch);
        put(query, "measure", measure);
        return query;
    }

    private static void put(Map<String, List<String>> query, String name, Object value) {
        if (value != null) {
            query.put(name, List.of(value.toString()));
        }
    }
}
