package org.flatsweep.api.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.flatsweep.api.results.ResultsTable.ResultsRow;
import org.flatsweep.domain.Measure;
import org.junit.jupiter.api.Test;

class TableTextTest {

    private static final ResultsTable AWKWARD = new ResultsTable(3, "50% of R&D", List.of("sigma_param"), List.of(
            new ResultsRow("a_b", "m|n", "vsam", "V & #1 {x} ~^\\$", Map.of("sigma_param", "log_variance"), 4, 2, 0, 2,
                    null, null, null, null, null, Measure.ACCURACY, null, null, null, null, null, null)));

    @Test
    void shouldEscapeWhatLatexWouldInterpret() {
        assertThat(TableText.latex(AWKWARD))
                .contains("% Flatsweep, sweep 3: 50% of R&D\n")
                .contains("a\\_b & m|n & V \\& \\#1 \\{x\\} \\textasciitilde{}\\textasciicircum{}\\textbackslash{}\\$"
                        + " & sigma\\_param=log\\_variance & 4 (2 tied) & 0/2 & -- & -- \\\\");
    }

    @Test
    void shouldEscapeWhatMarkdownTablesWouldInterpret() {
        assertThat(TableText.markdown(AWKWARD)).contains("| a_b     | m\\|n  | V & #1 {x} ~^\\\\$ |");
    }

    @Test
    void shouldQuoteWhatCsvWouldSplit() {
        ResultsTable table = new ResultsTable(1, "n", List.of(), List.of(new ResultsRow(
                "a,b", "say \"x\"", "sgd", "two\nlines", Map.of(), 1, 0, 1, 1, 0.5, null, 0.25, null, 1.0,
                Measure.ACCURACY, 1.5, null, 2.5, null, null, null)));
        assertThat(TableCsv.csv(table)).endsWith(
                "\"a,b\",\"say \"\"x\"\"\",sgd,\"two\nlines\",1,0,1,1,0.5,,0.25,,1.0,ACCURACY,1.5,,2.5,,,\r\n");
    }
}
