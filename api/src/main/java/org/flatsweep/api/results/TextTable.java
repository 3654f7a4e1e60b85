package org.flatsweep.api.results;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table for people.
 *
 * @param title said in LaTeX, where the table stands alone
 * @param notes said below it, or before it in LaTeX
 */
record TextTable(String title, List<Column> columns, List<List<Cell>> rows, List<String> notes) {

    static final String NONE = "—";

    record Column(String heading, boolean numeric) {

        static Column text(String heading) {
            return new Column(heading, false);
        }

        static Column number(String heading) {
            return new Column(heading, true);
        }
    }

    /** @param mark after the text, as a superscript where there are such */
    record Cell(String text, boolean bold, String mark) {

        static Cell of(Object text) {
            return new Cell(text.toString(), false, "");
        }

        Cell emphasised(boolean isBold) {
            return new Cell(text, isBold, mark);
        }

        Cell marked(String newMark) {
            return new Cell(text, bold, newMark);
        }

        private String markdown() {
            String escaped = text.replace("\\", "\\\\").replace("|", "\\|");
            return (bold ? "**" + escaped + "**" : escaped) + (mark.isEmpty() ? "" : " " + mark);
        }

        private String latex(Column column) {
            if (text.equals(NONE)) {
                return "--";
            }
            if (!column.numeric || !text.matches("[-+0-9.±×\\[, \\]]+")) {
                return bold ? "\\textbf{" + escapedForLatex(text) + "}" : escapedForLatex(text);
            }
            String number = text.replace(" ± ", " \\pm ").replace(", ", ",\\,");
            return "$" + (bold ? "\\mathbf{" + number + "}" : number) + (mark.isEmpty() ? "" : superscript()) + "$";
        }

        private String superscript() {
            return "^{" + mark.replace("†", "\\dagger") + "}";
        }
    }

    /** Padded, so that it reads as a table on a terminal too. */
    String markdown() {
        List<List<String>> lines = Stream.concat(
                Stream.of(columns.stream().map(Column::heading).toList()),
                rows.stream().map(row -> row.stream().map(Cell::markdown).toList())).toList();
        int[] widths = IntStream.range(0, columns.size())
                .map(column -> lines.stream().mapToInt(line -> line.get(column).length()).max().orElseThrow())
                .toArray();
        List<String> text = new ArrayList<>();
        lines.forEach(line -> text.add(markdownLine(column -> padded(line.get(column), widths[column], column))));
        text.add(1, markdownLine(column -> columns.get(column).numeric
                ? "-".repeat(widths[column] - 1) + ":"
                : "-".repeat(widths[column])));
        notes.forEach(note -> text.add("\n" + note + "\n"));
        return String.join("", text);
    }

    private String markdownLine(IntFunction<String> cell) {
        return IntStream.range(0, columns.size()).mapToObj(cell).collect(joining(" | ", "| ", " |\n"));
    }

    private String padded(String cell, int width, int column) {
        String padding = " ".repeat(width - cell.length());
        return columns.get(column).numeric ? padding + cell : cell + padding;
    }

    /** For the package booktabs. */
    String latex() {
        StringBuilder text = new StringBuilder();
        Stream.concat(Stream.of("Flatsweep, " + title), notes.stream())
                .forEach(line -> text.append("% ").append(line.replaceAll("\\R", " ")).append('\n'));
        text.append(columns.stream().map(column -> column.numeric ? "r" : "l")
                .collect(joining("", "\\begin{tabular}{", "}\n\\toprule\n")));
        text.append(columns.stream().map(column -> escapedForLatex(column.heading))
                .collect(joining(" & ", "", " \\\\\n\\midrule\n")));
        for (List<Cell> row : rows) {
            text.append(IntStream.range(0, columns.size())
                    .mapToObj(column -> row.get(column).latex(columns.get(column)))
                    .collect(joining(" & ", "", " \\\\\n")));
        }
        return text.append("\\bottomrule\n\\end{tabular}\n").toString();
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
