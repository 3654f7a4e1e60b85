package org.flatsweep.api.results;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.flatsweep.api.results.ResultsTable.ResultsRow;
import org.flatsweep.api.results.TextTable.Cell;
import org.flatsweep.api.results.TextTable.Column;
import org.flatsweep.domain.Measure;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of every model and method that is best on validation data, as the view
 * {@code results.best_config} gives it, and how it compares to that of a baseline method.
 *
 * @param baseline the method that others are compared to; null without any
 * @param spread what tables for people put beside the mean test number
 * @param varied the hyperparameters that have more than one value in this sweep
 */
record ResultsTable(
        long sweepId,
        String name,
        @Nullable String baseline,
        Spread spread,
        List<String> varied,
        List<ResultsRow> rows) implements Tabular<ResultsRow> {

    /**
     * Means over seeds; accuracies are fractions, losses in nats an image and standard errors those of the mean, null
     * below two seeds.
     *
     * @param measure what the model is judged by, on validation data first; there are no numbers by the other one
     * @param configurations configurations of the method among which this one was chosen
     * @param configurationsIncomplete those of them with seeds missing, for which the choice may change
     * @param ties other configurations with exactly its validation accuracy or ELBO
     * @param seeds seeds that have succeeded, out of {@code seedsAsked}
     * @param trainSeconds the sum over seeds
     * @param validationElbo minus the loss, whose standard error it has, as {@code testElbo}
     * @param testInterval of the test accuracy or ELBO
     * @param difference of the test accuracy or ELBO to the baseline's; null for the baseline and where it is missing
     */
    record ResultsRow(
            String dataset,
            String model,
            String method,
            String methodLabel,
            Map<String, Object> hyperparameters,
            long configurations,
            long configurationsIncomplete,
            long ties,
            int seeds,
            int seedsAsked,
            int seedsMissing,
            @Nullable Double validationAccuracy,
            @Nullable Double validationStandardError,
            @Nullable Double testAccuracy,
            @Nullable Double testStandardDeviation,
            @Nullable Double testStandardError,
            @Nullable Double trainSeconds,
            Measure measure,
            @Nullable Double validationLoss,
            @Nullable Double validationLossStandardError,
            @Nullable Double testLoss,
            @Nullable Double testLossStandardDeviation,
            @Nullable Double testLossStandardError,
            @Nullable Double validationElbo,
            @Nullable Double testElbo,
            @Nullable Interval testInterval,
            @Nullable PairedDifference difference) {

        /** By its measure. */
        @Nullable Double test() {
            return measure == Measure.ELBO ? testElbo : testAccuracy;
        }

        private String validationText() {
            return measure == Measure.ELBO
                    ? Numbers.mean(measure, validationElbo, validationLossStandardError)
                    : Numbers.mean(measure, validationAccuracy, validationStandardError);
        }

        private String testText(Spread spread) {
            boolean isElbo = measure == Measure.ELBO;
            return switch (spread) {
                case interval -> Numbers.mean(measure, test(), testInterval);
                case standard_deviation ->
                    Numbers.mean(measure, test(), isElbo ? testLossStandardDeviation : testStandardDeviation);
                case standard_error ->
                    Numbers.mean(measure, test(), isElbo ? testLossStandardError : testStandardError);
            };
        }

        private String seedsText() {
            return seedsMissing == 0 ? Integer.toString(seeds) : seeds + "/" + seedsAsked;
        }

        private String configurationsText() {
            return configurations + (ties == 0 ? "" : " (%d tied)".formatted(ties));
        }
    }

    @Override
    public Class<ResultsRow> rowType() {
        return ResultsRow.class;
    }

    @Override
    public TextTable text() {
        Collection<Measure> measures =
                rows.stream().map(ResultsRow::measure).collect(toCollection(() -> EnumSet.noneOf(Measure.class)));
        Collection<Measure> compared = rows.stream()
                .filter(ResultsTable::isCompared)
                .map(ResultsRow::measure)
                .collect(toCollection(() -> EnumSet.noneOf(Measure.class)));
        List<Column> columns = new ArrayList<>(Stream.of("Dataset", "Model", "Method", "Hyperparameters")
                .map(Column::text).toList());
        columns.add(Column.number("Configurations"));
        columns.add(Column.number("Seeds"));
        measures.forEach(measure -> {
            String name = measure == Measure.ELBO ? "ELBO" : "accuracy";
            columns.add(Column.number("Validation %s (%s)".formatted(name, Numbers.unit(measure))));
            columns.add(Column.number("Test %s (%s)".formatted(name, Numbers.unit(measure))));
            if (compared.contains(measure)) {
                columns.add(Column.number("vs %s (%s)".formatted(baselineLabel(), Numbers.unit(measure))));
            }
        });
        Map<List<String>, Optional<Double>> best = best();
        return new TextTable("sweep %d: %s".formatted(sweepId, name), columns,
                rows.stream().map(row -> cells(row, measures, compared, best)).toList(), notes(!compared.isEmpty()));
    }

    private List<Cell> cells(ResultsRow row, Collection<Measure> measures, Collection<Measure> compared,
            Map<List<String>, Optional<Double>> best) {
        String settings = varied.stream()
                .filter(row.hyperparameters::containsKey)
                .map(key -> key + "=" + Numbers.hyperparameter(row.hyperparameters.get(key)))
                .collect(joining(", "));
        List<Cell> cells = new ArrayList<>(Stream.of(row.dataset, row.model, row.methodLabel, settings,
                row.configurationsText(), row.seedsText()).map(Cell::of).toList());
        boolean isBest = row.seedsMissing == 0
                && best.getOrDefault(List.of(row.dataset, row.model), Optional.empty()).equals(rounded(row));
        for (Measure measure : measures) {
            boolean applies = measure == row.measure;
            cells.add(Cell.of(applies ? row.validationText() : TextTable.NONE));
            cells.add(Cell.of(applies ? row.testText(spread) : TextTable.NONE).emphasised(applies && isBest));
            if (compared.contains(measure)) {
                cells.add(PairedDifference.cell(measure, applies ? row.difference : null));
            }
        }
        return cells;
    }

    private static boolean isCompared(ResultsRow row) {
        return row.difference != null && row.difference.mean() != null;
    }

    /** Of the complete rows of each dataset and model the highest test number, where there are two to compare. */
    private Map<List<String>, Optional<Double>> best() {
        Map<List<String>, List<Double>> complete = rows.stream()
                .filter(row -> row.seedsMissing == 0 && row.test() != null)
                .collect(groupingBy(row -> List.of(row.dataset, row.model),
                        mapping(row -> rounded(row).orElseThrow(), toList())));
        return complete.entrySet().stream()
                .filter(group -> group.getValue().size() > 1)
                .collect(toMap(Map.Entry::getKey,
                        group -> group.getValue().stream().max(Double::compare)));
    }

    /** Means that should be equal are so only to rounding. */
    private static Optional<Double> rounded(ResultsRow row) {
        return Optional.ofNullable(row.test()).map(test -> Math.rint(test * 1e12) / 1e12);
    }

    private String baselineLabel() {
        return rows.stream()
                .filter(row -> row.method.equals(baseline))
                .map(ResultsRow::methodLabel)
                .findFirst().orElseThrow();
    }

    private List<String> notes(boolean compares) {
        List<String> notes = new ArrayList<>();
        notes.add("Chosen on validation data; mean and %s over seeds.".formatted(spread.label()));
        if (compares) {
            long comparisons = rows.stream().filter(row -> isCompared(row) && row.difference.p() != null).count();
            notes.add(("vs %s: mean difference on shared seeds and its standard error; *, **, *** where p < 0.05, 0.01,"
                    + " 0.001 by a paired t-test with Holm's correction for %d comparison%s.")
                    .formatted(baselineLabel(), comparisons, comparisons == 1 ? "" : "s"));
        }
        rows.stream().filter(row -> row.seedsMissing > 0).findFirst().ifPresent(row ->
                notes.add("Seeds are missing where two numbers stand: succeeded/asked."));
        return notes;
    }
}
