package org.flatsweep.api.results;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.flatsweep.api.results.SearchBudget.BudgetRow;
import org.flatsweep.api.results.TextTable.Cell;
import org.flatsweep.api.results.TextTable.Column;
import org.flatsweep.domain.Measure;
import org.flatsweep.domain.Method;

/**
 * What a method is expected to reach on test data when only some of its configurations are tried, so that methods with
 * more hyperparameters are not favoured by their larger grids (after Dodge et al. 2019, <i>Show Your Work</i>; drawn
 * without replacement, and chosen on validation data).
 */
record SearchBudget(long sweepId, String name, List<BudgetRow> rows) implements Tabular<BudgetRow> {

    /**
     * @param budget configurations drawn at random without replacement from those whose seeds have all succeeded
     * @param configurations how many those are
     * @param expectedTest expected mean test accuracy, or ELBO in nats, of the best of them on validation data
     */
    record BudgetRow(
            String dataset,
            String model,
            String method,
            String methodLabel,
            Measure measure,
            int budget,
            int configurations,
            double expectedTest) {}

    /** A configuration, and its mean test accuracy or ELBO. */
    record Tried(String dataset, String model, String method, Measure measure, double test) {}

    /** @param tried of each dataset, model and method in the order in which they would be chosen, best first */
    static SearchBudget of(long sweepId, String name, List<Tried> tried) {
        List<BudgetRow> rows = new ArrayList<>();
        tried.stream()
                .collect(groupingBy(t -> List.of(t.dataset, t.model, t.method), LinkedHashMap::new, toList()))
                .values()
                .forEach(group -> {
                    Tried first = group.get(0);
                    double[] tests = group.stream().mapToDouble(Tried::test).toArray();
                    for (int budget = 1; budget <= tests.length; budget++) {
                        rows.add(new BudgetRow(first.dataset, first.model, first.method,
                                Method.byKey(first.method).map(Method::label).orElse(first.method), first.measure,
                                budget, tests.length, expected(tests, budget)));
                    }
                });
        return new SearchBudget(sweepId, name, rows);
    }

    /**
     * The i-th of n, counted from 0, is the best of k drawn with probability C(n − 1 − i, k − 1) / C(n, k): it is drawn,
     * and the others all come after it.
     *
     * @param tests best on validation data first
     */
    static double expected(double[] tests, int budget) {
        int n = tests.length;
        double probability = (double) budget / n;
        double expected = 0;
        for (int i = 0; i <= n - budget && probability > 0; i++) {
            expected += probability * tests[i];
            probability *= (double) (n - i - budget) / (n - 1 - i);
        }
        return expected;
    }

    @Override
    public Class<BudgetRow> rowType() {
        return BudgetRow.class;
    }

    /** With every doubling of the budget, and the whole grid. */
    @Override
    public TextTable text() {
        List<Column> columns = List.of(Column.text("Dataset"), Column.text("Model"), Column.text("Method"),
                Column.number("Configurations tried"), Column.number("Expected test"));
        List<List<Cell>> cells = rows.stream()
                .filter(row -> Integer.bitCount(row.budget) == 1 || row.budget == row.configurations)
                .map(row -> List.of(
                        Cell.of(row.dataset),
                        Cell.of(row.model),
                        Cell.of(row.methodLabel),
                        Cell.of("%d of %d".formatted(row.budget, row.configurations)),
                        Cell.of(Numbers.mean(row.measure, row.expectedTest) + " " + Numbers.unit(row.measure))))
                .toList();
        return new TextTable("sweep %d: %s, by search budget".formatted(sweepId, name), columns, cells, List.of(
                "Expected test accuracy, or ELBO, of the best on validation data among so many configurations drawn at"
                        + " random; only those whose seeds have all succeeded count."));
    }
}
