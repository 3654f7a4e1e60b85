package org.flatsweep.api.results;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.flatsweep.api.results.ResultsTable.ResultsRow;
import org.flatsweep.domain.Measure;
import org.jspecify.annotations.Nullable;

/** The cells that the Markdown and the LaTeX table share, and how each format frames and escapes them. */
final class TableText {

    /** Of every table; two more follow for each measure that judges one of its rows. */
    private static final List<String> HEADINGS =
            List.of("Dataset", "Model", "Method", "Hyperparameters", "Configurations", "Seeds");

    private static final int FIRST_NUMERIC_COLUMN = HEADINGS.indexOf("Configurations");

    private static final Notation MARKDOWN = new Notation("%s ± %s", "%s", "—");
    private static final Notation LATEX = new Notation("$%s \\pm %s$", "$%s$", "--");

    /** How a mean is written with its standard error and without, and where there is none. */
    private record Notation(String withError, String alone, String none) {}

    private TableText() {}

    /** Padded, so that it reads as a table on a terminal too. */
    static String markdown(ResultsTable table) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(headings(table));
        for (ResultsRow row : table.rows()) {
            rows.add(cells(table, row, MARKDOWN).stream()
                    .map(cell -> cell.replace("\\", "\\\\").replace("|", "\\|"))
                    .toList());
        }
        int[] widths = IntStream.range(0, rows.get(0).size())
                .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElseThrow())
                .toArray();
        String rule = line(widths.length, column -> isNumeric(column)
                ? "-".repeat(widths[column] - 1) + ":"
                : "-".repeat(widths[column]));
        List<String> lines = new ArrayList<>();
        rows.forEach(row -> lines.add(line(widths.length, column -> padded(row.get(column), widths[column], column))));
        lines.add(1, rule);
        return String.join("", lines);
    }

    private static String line(int columns, IntFunction<String> cell) {
        return IntStream.range(0, columns).mapToObj(cell).collect(joining(" | ", "| ", " |\n"));
    }

    private static String padded(String cell, int width, int column) {
        String padding = " ".repeat(width - cell.length());
        return isNumeric(column) ? padding + cell : cell + padding;
    }

    private static boolean isNumeric(int column) {
        return column >= FIRST_NUMERIC_COLUMN;
    }

    /** For the package booktabs. */
    static String latex(ResultsTable table) {
        List<String> headings = headings(table);
        StringBuilder text = new StringBuilder();
        text.append("% Flatsweep, sweep ").append(table.sweepId()).append(": ").append(table.name()).append('\n');
        text.append("\\begin{tabular}{").append("l".repeat(FIRST_NUMERIC_COLUMN))
                .append("r".repeat(headings.size() - FIRST_NUMERIC_COLUMN)).append("}\n\\toprule\n");
        text.append(headings.stream().map(TableText::escapedForLatex).collect(joining(" & ", "", " \\\\\n")));
        text.append("\\midrule\n");
        for (ResultsRow row : table.rows()) {
            List<String> cells = cells(table, row, LATEX);
            text.append(cells.subList(0, HEADINGS.size()).stream()
                    .map(TableText::escapedForLatex)
                    .collect(joining(" & ", "", " & ")));
            text.append(String.join(" & ", cells.subList(HEADINGS.size(), cells.size()))).append(" \\\\\n");
        }
        return text.append("\\bottomrule\n\\end{tabular}\n").toString();
    }

    private static Collection<Measure> measures(ResultsTable table) {
        return table.rows().stream().map(ResultsRow::measure)
                .collect(toCollection(() -> EnumSet.noneOf(Measure.class)));
    }

    private static List<String> headings(ResultsTable table) {
        List<String> headings = new ArrayList<>(HEADINGS);
        measures(table).forEach(measure -> headings.addAll(switch (measure) {
            case ACCURACY -> List.of("Validation accuracy (%)", "Test accuracy (%)");
            case ELBO -> List.of("Validation ELBO (nats)", "Test ELBO (nats)");
        }));
        return headings;
    }

    private static List<String> cells(ResultsTable table, ResultsRow row, Notation notation) {
        String varied = table.varied().stream()
                .filter(row.hyperparameters()::containsKey)
                .map(key -> key + "=" + row.hyperparameters().get(key))
                .collect(joining(", "));
        String configurations = row.configurations() + (row.ties() == 0 ? "" : " (%d tied)".formatted(row.ties()));
        String seeds = row.seeds() == row.seedsAsked()
                ? Integer.toString(row.seeds())
                : row.seeds() + "/" + row.seedsAsked();
        List<String> cells = new ArrayList<>(
                List.of(row.dataset(), row.model(), row.methodLabel(), varied, configurations, seeds));
        for (Measure measure : measures(table)) {
            cells.addAll(switch (measure) {
                case ACCURACY -> List.of(
                        number(row.validationAccuracy(), row.validationStandardError(), 100, notation),
                        number(row.testAccuracy(), row.testStandardError(), 100, notation));
                case ELBO -> List.of(
                        number(row.validationElbo(), row.validationLossStandardError(), 1, notation),
                        number(row.testElbo(), row.testLossStandardError(), 1, notation));
            });
        }
        return cells;
    }

    private static String number(
            @Nullable Double mean, @Nullable Double standardError, double scale, Notation notation) {
        if (mean == null) {
            return notation.none;
        }
        return standardError == null
                ? notation.alone.formatted(twoDecimals(scale * mean))
                : notation.withError.formatted(twoDecimals(scale * mean), twoDecimals(scale * standardError));
    }

    private static String twoDecimals(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String escapedForLatex(String text) {
        return text.codePoints()
                .mapToObj(c -> switch (c) {
                    case '\\' -> "\\textbackslash{}";
                    case '~' -> "\\textasciitilde{}";
                    case '^' -> "\\textasciicircum{}";
                    case 'λ' -> "$\\lambda$";
                    case '&', '%', '$', '#', '_', '{', '}' -> "\\" + Character.toString(c);
                    default -> Character.toString(c);
                })
                .collect(joining());
    }
}
