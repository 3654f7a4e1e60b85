package org.flatsweep.api.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.flatsweep.api.results.TextTable.Cell;
import org.flatsweep.api.results.TextTable.Column;
import org.flatsweep.domain.Measure;
import org.junit.jupiter.api.Test;

class TextTableTest {

    private static final TextTable AWKWARD = new TextTable("50% of R&D\nand more",
            List.of(Column.text("a_b"), Column.text("c"), Column.number("%")),
            List.of(List.of(Cell.of("m|n"), Cell.of("V & #1 {x} ~^\\$ λ"), Cell.of("4 (2 tied)"))),
            List.of("a note"));

    private static TextTable number(Cell cell) {
        return new TextTable("t", List.of(Column.number("n")), List.of(List.of(cell)), List.of());
    }

    @Test
    void shouldEscapeWhatLatexWouldInterpret() {
        assertThat(AWKWARD.latex()).isEqualTo("""
                %% Flatsweep, 50%% of R&D and more
                %% a note
                \\begin{tabular}{llr}
                \\toprule
                a\\_b & c & \\%% \\\\
                \\midrule
                m|n & V \\& \\#1 \\{x\\} \\textasciitilde{}\\textasciicircum{}\\textbackslash{}\\$ $\\lambda$ & 4 (2 tied) \\\\
                \\bottomrule
                \\end{tabular}
                """.replace("%%", "%"));
    }

    @Test
    void shouldEscapeWhatMarkdownTablesWouldInterpret() {
        assertThat(AWKWARD.markdown()).contains("| m\\|n | V & #1 {x} ~^\\\\$ λ | 4 (2 tied) |\n").endsWith("\na note\n");
    }

    @Test
    void shouldWriteNumbersAsLatexMathematics() {
        Cell cell = Cell.of("-97.00 ± 1.15");
        assertThat(number(cell).latex()).contains("$-97.00 \\pm 1.15$ \\\\");
        assertThat(number(cell.emphasised(true)).latex()).contains("$\\mathbf{-97.00 \\pm 1.15}$");
        assertThat(number(cell.marked("**")).latex()).contains("$-97.00 \\pm 1.15^{**}$");
        assertThat(number(cell.marked("†")).latex()).contains("$-97.00 \\pm 1.15^{\\dagger}$");
        assertThat(number(Cell.of("95.00 [94.00, 96.00]")).latex()).contains("$95.00 [94.00,\\,96.00]$");
        assertThat(number(Cell.of(TextTable.NONE)).latex()).contains("\n-- \\\\");
    }

    @Test
    void shouldWriteEmphasisAndMarksInMarkdown() {
        assertThat(number(Cell.of("9.1").emphasised(true).marked("*")).markdown()).contains("| **9.1** * |");
    }

    private record Nested(double low, double high) {}

    private record Line(String text, Map<String, Object> hyperparameters, Measure measure, Nested interval, Double none) {}

    private record Lines(List<Line> rows) implements Tabular<Line> {

        @Override
        public Class<Line> rowType() {
            return Line.class;
        }

        @Override
        public TextTable text() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void shouldQuoteWhatCsvWouldSplitAndHaveAColumnForEveryNestedValue() {
        assertThat(CsvTable.csv(new Lines(List.of(
                new Line("say \"x\"", Map.of("rho", 0.1), Measure.ELBO, null, null),
                new Line("two\nlines, one", Map.of("lr", 1e-4), Measure.ACCURACY, new Nested(1, 2), null)))))
                .isEqualTo("text,lr,rho,measure,interval_low,interval_high,none\r\n"
                        + "\"say \"\"x\"\"\",,0.1,ELBO,,,\r\n"
                        + "\"two\nlines, one\",1.0E-4,,ACCURACY,1.0,2.0,\r\n");
        assertThat(CsvTable.csv(new Lines(List.of())))
                .startsWith("text,measure,interval_low,interval_high,none");
    }
}
