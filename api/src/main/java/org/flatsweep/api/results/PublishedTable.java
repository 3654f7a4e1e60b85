package org.flatsweep.api.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flatsweep.api.results.PublishedTable.PublishedRow;
import org.flatsweep.api.results.TextTable.Cell;
import org.flatsweep.api.results.TextTable.Column;
import org.flatsweep.domain.Measure;
import org.flatsweep.domain.Method;
import org.jspecify.annotations.Nullable;

/**
 * A table of the paper beside a sweep's own numbers, as the views {@code results.table_3} and {@code results.table_4}
 * give it.
 *
 * @param rows every published cell; none where the sweep has no trial that belongs to one
 */
record PublishedTable(long sweepId, String name, int paperTable, List<PublishedRow> rows)
        implements Tabular<PublishedRow> {

    /**
     * Accuracies and errors are fractions.
     *
     * @param seeds null where the sweep has no such cell, as are {@code seedsAsked} and its numbers
     * @param publishedError what the paper prints after ±; it does not say of what
     * @param doubt why the published cell is to be doubted; null where it is not
     * @param difference ours less theirs
     */
    record PublishedRow(
            String dataset,
            String model,
            String method,
            String methodLabel,
            @Nullable Integer seeds,
            @Nullable Integer seedsAsked,
            @Nullable Double testAccuracy,
            @Nullable Double testStandardError,
            double publishedTestAccuracy,
            double publishedError,
            @Nullable String doubt,
            @Nullable Double difference) {

        private String seedsText() {
            return seeds == null ? TextTable.NONE : seeds.equals(seedsAsked) ? seeds.toString() : seeds + "/" + seedsAsked;
        }

        private Cell published() {
            return Cell.of(Numbers.printed(publishedTestAccuracy) + " ± " + Numbers.printed(publishedError))
                    .marked(doubt == null ? "" : "†");
        }
    }

    /** @param columns of the view, by name */
    static PublishedRow row(Map<String, Object> columns) {
        String method = (String) columns.get("method");
        return new PublishedRow(
                (String) columns.get("dataset"),
                (String) columns.get("model"),
                method,
                Method.byKey(method).map(Method::label).orElse(method),
                (Integer) columns.get("seeds"),
                (Integer) columns.get("seeds_asked"),
                (Double) columns.get("test_accuracy"),
                (Double) columns.get("test_standard_error"),
                (Double) columns.get("published_test_accuracy"),
                (Double) columns.get("published_error"),
                (String) columns.get("doubt"),
                (Double) columns.get("difference"));
    }

    @Override
    public Class<PublishedRow> rowType() {
        return PublishedRow.class;
    }

    @Override
    public TextTable text() {
        List<Column> columns = List.of(Column.text("Dataset"), Column.text("Model"), Column.text("Method"),
                Column.number("Seeds"), Column.number("Ours (%)"), Column.number("Paper (%)"),
                Column.number("Difference (%)"));
        return new TextTable("sweep %d: %s, beside Table %d of the paper".formatted(sweepId, name, paperTable), columns,
                rows.stream().map(PublishedTable::cells).toList(), notes());
    }

    private static List<Cell> cells(PublishedRow row) {
        return List.of(
                Cell.of(row.dataset),
                Cell.of(row.model),
                Cell.of(row.methodLabel),
                Cell.of(row.seedsText()),
                Cell.of(Numbers.mean(Measure.ACCURACY, row.testAccuracy, row.testStandardError)),
                row.published(),
                Cell.of(row.difference == null ? TextTable.NONE
                        : Numbers.difference(Measure.ACCURACY, row.difference, null)));
    }

    private List<String> notes() {
        if (rows.isEmpty()) {
            return List.of("This sweep has no trial of a dataset, model and method in Table %d.".formatted(paperTable));
        }
        List<String> notes = new ArrayList<>();
        notes.add("Test accuracy; ours of the configuration chosen on validation data, mean ± standard error over seeds;"
                + " the paper does not say what its error is.");
        rows.stream()
                .flatMap(row -> Stream.ofNullable(row.doubt)
                        .map(doubt -> "† %s, %s, %s: %s".formatted(row.dataset, row.model, row.methodLabel, doubt)))
                .forEach(notes::add);
        return notes;
    }
}
