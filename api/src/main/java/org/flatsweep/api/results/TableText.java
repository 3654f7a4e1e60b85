package org.flatsweep.api.results;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.flatsweep.api.results.ResultsTable.ResultsRow;
import org.jspecify.annotations.Nullable;

/** The cells that the Markdown and the LaTeX table share, and how each format frames and escapes them. */
final class TableText {

    private static final List<String> HEADINGS = List.of("Dataset", "Model", "Method", "Hyperparameters",
            "Configurations", "Seeds", "Validation accuracy (%)", "Test accuracy (%)");

    private static final int FIRST_NUMERIC_COLUMN = HEADINGS.indexOf("Configurations");

    private TableText() {}

    /** Padded, so that it reads as a table on a terminal too. */
    static String markdown(ResultsTable table) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        for (ResultsRow row : table.rows()) {
            rows.add(cells(table, row, "%s ± %s", "—").stream()
                    .map(cell -> cell.replace("\\", "\\\\").replace("|", "\\|"))
                    .toList());
        }
        int[] widths = IntStream.range(0, HEADINGS.size())
                .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElseThrow())
                .toArray();
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            text.append(line(column -> padded(row.get(column), widths[column], column)));
            if (row == HEADINGS) {
                text.append(line(column -> isNumeric(column)
                        ? "-".repeat(widths[column] - 1) + ":"
                        : "-".repeat(widths[column])));
            }
        }
        return text.toString();
    }

    private static String line(IntFunction<String> cell) {
        return IntStream.range(0, HEADINGS.size()).mapToObj(cell).collect(joining(" | ", "| ", " |\n"));
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
        StringBuilder text = new StringBuilder();
        text.append("% Flatsweep, sweep ").append(table.sweepId()).append(": ").append(table.name()).append('\n');
        text.append("\\begin{tabular}{llllrrrr}\n\\toprule\n");
        text.append(HEADINGS.stream().map(TableText::escapedForLatex).collect(joining(" & ", "", " \\\\\n")));
        text.append("\\midrule\n");
        for (ResultsRow row : table.rows()) {
            List<String> cells = cells(table, row, "$%s \\pm %s$", "--");
            int accuracies = cells.size() - 2;
            text.append(cells.subList(0, accuracies).stream()
                    .map(TableText::escapedForLatex)
                    .collect(joining(" & ", "", " & ")));
            text.append(String.join(" & ", cells.subList(accuracies, cells.size()))).append(" \\\\\n");
        }
        return text.append("\\bottomrule\n\\end{tabular}\n").toString();
    }

    private static List<String> cells(ResultsTable table, ResultsRow row, String plusMinus, String none) {
        String varied = table.varied().stream()
                .filter(row.hyperparameters()::containsKey)
                .map(key -> key + "=" + row.hyperparameters().get(key))
                .collect(joining(", "));
        String configurations = row.configurations() + (row.ties() == 0 ? "" : " (%d tied)".formatted(row.ties()));
        String seeds = row.seeds() == row.seedsAsked()
                ? Integer.toString(row.seeds())
                : row.seeds() + "/" + row.seedsAsked();
        return List.of(row.dataset(), row.model(), row.methodLabel(), varied, configurations, seeds,
                percent(row.validationAccuracy(), row.validationStandardError(), plusMinus, none),
                percent(row.testAccuracy(), row.testStandardError(), plusMinus, none));
    }

    private static String percent(
            @Nullable Double mean, @Nullable Double standardError, String plusMinus, String none) {
        if (mean == null) {
            return none;
        }
        return standardError == null ? percent(mean) : plusMinus.formatted(percent(mean), percent(standardError));
    }

    private static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.2f", 100 * fraction);
    }

    private static String escapedForLatex(String text) {
        return text.codePoints()
                .mapToObj(c -> switch (c) {
                    case '\\' -> "\\textbackslash{}";
                    case '~' -> "\\textasciitilde{}";
                    case '^' -> "\\textasciicircum{}";
                    case '&', '%', '$', '#', '_', '{', '}' -> "\\" + Character.toString(c);
                    default -> Character.toString(c);
                })
                .collect(joining());
    }
}
