package org.flatsweep.api.results;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flatsweep.api.results.SweepComparison.ComparedRow;
import org.flatsweep.api.results.TextTable.Cell;
import org.flatsweep.api.results.TextTable.Column;
import org.flatsweep.domain.Measure;
import org.jspecify.annotations.Nullable;

/** What the methods of two sweeps came to, each with the configuration that its sweep chooses on validation data. */
record SweepComparison(long sweepId, String name, long otherSweepId, String otherName, List<ComparedRow> rows)
        implements Tabular<ComparedRow> {

    /**
     * @param hyperparameters null where this sweep lacks the method on this dataset and model
     * @param sameConfiguration whether both chose the same
     * @param test mean test accuracy, or ELBO in nats, as {@code otherTest}
     * @param difference of this sweep to the other one on the seeds that both have; null where one has none of it
     */
    record ComparedRow(
            String dataset,
            String model,
            String method,
            String methodLabel,
            Measure measure,
            @Nullable Map<String, Object> hyperparameters,
            @Nullable Map<String, Object> otherHyperparameters,
            boolean sameConfiguration,
            @Nullable Double test,
            @Nullable Double testStandardError,
            @Nullable Double otherTest,
            @Nullable Double otherTestStandardError,
            @Nullable PairedDifference difference) {}

    private record Key(Chosen.Task task, String method) {

        static Key of(Chosen chosen) {
            return new Key(chosen.task(), chosen.method());
        }
    }

    static SweepComparison of(
            long sweepId, String name, List<Chosen> ours, long otherId, String otherName, List<Chosen> theirs) {
        Map<Key, Chosen> here = byKey(ours);
        Map<Key, Chosen> there = byKey(theirs);
        Set<Key> keys = new LinkedHashSet<>(here.keySet());
        keys.addAll(there.keySet());
        List<Optional<PairedDifference>> differences = new ArrayList<>();
        for (Key key : keys) {
            differences.add(here.containsKey(key) && there.containsKey(key)
                    ? Optional.of(PairedDifference.of(
                            "sweep " + otherId, here.get(key).tests(), there.get(key).tests()))
                    : Optional.empty());
        }
        List<@Nullable PairedDifference> corrected = PairedDifference.corrected(differences);
        List<ComparedRow> rows = new ArrayList<>();
        for (Key key : keys) {
            rows.add(row(Optional.ofNullable(here.get(key)), Optional.ofNullable(there.get(key)),
                    corrected.get(rows.size())));
        }
        return new SweepComparison(sweepId, name, otherId, otherName, rows);
    }

    private static Map<Key, Chosen> byKey(List<Chosen> chosen) {
        return chosen.stream().collect(toMap(Key::of, row -> row, (a, b) -> a, LinkedHashMap::new));
    }

    private static ComparedRow row(
            Optional<Chosen> ours, Optional<Chosen> theirs, @Nullable PairedDifference difference) {
        Chosen either = ours.or(() -> theirs).orElseThrow();
        return new ComparedRow(
                either.task().dataset(),
                either.task().model(),
                either.method(),
                either.methodLabel(),
                either.measure(),
                ours.map(Chosen::hyperparameters).orElse(null),
                theirs.map(Chosen::hyperparameters).orElse(null),
                ours.isPresent() && theirs.isPresent()
                        && ours.get().text("configuration_hash").equals(theirs.get().text("configuration_hash")),
                ours.map(Chosen::test).orElse(null),
                ours.map(Chosen::testStandardError).orElse(null),
                theirs.map(Chosen::test).orElse(null),
                theirs.map(Chosen::testStandardError).orElse(null),
                difference);
    }

    @Override
    public Class<ComparedRow> rowType() {
        return ComparedRow.class;
    }

    @Override
    public TextTable text() {
        List<Column> columns = List.of(Column.text("Dataset"), Column.text("Model"), Column.text("Method"),
                Column.text("Configuration"), Column.number("Sweep " + sweepId), Column.number("Sweep " + otherSweepId),
                Column.number("Difference"), Column.number("Pairs"));
        return new TextTable(
                "sweep %d: %s, beside sweep %d: %s".formatted(sweepId, name, otherSweepId, otherName), columns,
                rows.stream().map(SweepComparison::cells).toList(), List.of(
                        "Test accuracy in %, or ELBO in nats, of the configuration chosen on validation data, mean ±"
                                + " standard error over seeds; difference: mean over shared seeds; *, **, *** where p < 0.05,"
                                + " 0.01, 0.001 by a paired t-test with Holm's correction."));
    }

    private static List<Cell> cells(ComparedRow row) {
        return List.of(
                Cell.of(row.dataset),
                Cell.of(row.model),
                Cell.of(row.methodLabel),
                Cell.of(row.hyperparameters == null || row.otherHyperparameters == null ? "in one only"
                        : row.sameConfiguration ? "the same" : "different"),
                Cell.of(Numbers.mean(row.measure, row.test, row.testStandardError)),
                Cell.of(Numbers.mean(row.measure, row.otherTest, row.otherTestStandardError)),
                PairedDifference.cell(row.measure, row.difference),
                Cell.of(row.difference == null ? TextTable.NONE : row.difference.pairs()));
    }
}
