package org.flatsweep.api.results;

import static java.util.stream.Collectors.toMap;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.api.results.SearchBudget.Tried;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.Measure;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/** Reads tables from the documented views, each from one snapshot, and adds the statistics that SQL has not. */
@Service
@Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
class ResultsQuery {

    private static final String DEFAULT_BASELINE = "sgd";

    private final JdbcClient jdbc;

    ResultsQuery(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param baseline the method that others are compared to; empty for SGD, or the first where there is no SGD
     * @throws Problem 404 if there is no such sweep, 400 if it has no such method
     */
    ResultsTable table(long sweepId, Optional<String> baseline, Spread spread) {
        String name = name(sweepId);
        List<Chosen> chosen = chosen(sweepId);
        @Nullable String compared = baseline(sweepId, chosen, baseline);
        Map<Chosen.Task, Chosen> baselines = chosen.stream()
                .filter(row -> row.method().equals(compared))
                .collect(toMap(Chosen::task, row -> row));
        List<@Nullable PairedDifference> differences = PairedDifference.corrected(chosen.stream()
                .map(row -> Optional.ofNullable(baselines.get(row.task()))
                        .filter(other -> other != row)
                        .map(other -> PairedDifference.of(other.method(), row.tests(), other.tests())))
                .toList());
        return new ResultsTable(sweepId, name, compared, spread, varied(sweepId), IntStream.range(0, chosen.size())
                .mapToObj(i -> chosen.get(i).row(differences.get(i)))
                .toList());
    }

    private static @Nullable String baseline(long sweepId, List<Chosen> chosen, Optional<String> asked) {
        Set<String> methods = new LinkedHashSet<>(chosen.stream().map(Chosen::method).toList());
        asked.filter(method -> !methods.contains(method)).ifPresent(method -> {
            throw new Problem(HttpStatus.BAD_REQUEST, "baseline must be a method of sweep %d (%s), not '%s'"
                    .formatted(sweepId, String.join(", ", methods), method));
        });
        return Stream.concat(asked.stream(), Stream.of(DEFAULT_BASELINE).filter(methods::contains))
                .findFirst()
                .orElseGet(() -> methods.stream().findFirst().orElse(null));
    }

    /**
     * @param paperTable 3 or 4
     * @throws Problem 404 if there is no such sweep or table
     */
    PublishedTable published(long sweepId, int paperTable) {
        String name = name(sweepId);
        if (paperTable != 3 && paperTable != 4) {
            throw new Problem(HttpStatus.NOT_FOUND,
                    "the paper's tables of results are 3 and 4, not %d".formatted(paperTable));
        }
        return new PublishedTable(sweepId, name, paperTable,
                jdbc.sql("select * from results.table_%d where sweep_id = :id order by position".formatted(paperTable))
                        .param("id", sweepId)
                        .query()
                        .listOfRows()
                        .stream()
                        .map(PublishedTable::row)
                        .toList());
    }

    /**
     * Of configurations all of whose seeds have succeeded.
     *
     * @throws Problem 404 if there is no such sweep
     */
    SearchBudget budget(long sweepId) {
        String name = name(sweepId);
        List<Tried> tried = jdbc.sql("""
                        select c.dataset, c.model, c.method, c.measure,
                               avg(coalesce(t.test_elbo, t.test_accuracy)) as test
                        from results.configuration c
                        join results.trial t on t.sweep_id = c.sweep_id and t.dataset = c.dataset and t.model = c.model
                             and t.method = c.method and t.configuration_hash = c.configuration_hash
                        where c.sweep_id = :id and c.seeds_missing = 0
                        group by c.dataset, c.model, c.method, c.measure, c.rank
                        order by c.rank, min(t.number)""")
                .param("id", sweepId)
                .query((row, n) -> new Tried(row.getString("dataset"), row.getString("model"), row.getString("method"),
                        Measure.valueOf(row.getString("measure")), row.getDouble("test")))
                .list();
        return SearchBudget.of(sweepId, name, tried);
    }

    /**
     * What the methods of two sweeps came to, on the data and models that both have.
     *
     * @throws Problem 404 if one of them is missing
     */
    SweepComparison comparison(long sweepId, long otherId) {
        String name = name(sweepId);
        String otherName = name(otherId);
        return SweepComparison.of(sweepId, name, chosen(sweepId), otherId, otherName, chosen(otherId));
    }

    private String name(long sweepId) {
        return jdbc.sql("select name from sweep where id = :id")
                .param("id", sweepId)
                .query(String.class)
                .optional()
                .orElseThrow(() -> Problem.notFound("sweep", sweepId));
    }

    private List<String> varied(long sweepId) {
        Set<String> varied = jdbc.sql("""
                        select setting.key
                        from results.configuration, jsonb_each(hyperparameters) setting
                        where sweep_id = :id
                        group by setting.key having count(distinct setting.value) > 1""")
                .param("id", sweepId)
                .query(String.class)
                .set();
        return Stream.of(Hyperparameter.values()).map(Hyperparameter::key).filter(varied::contains).toList();
    }

    private List<Chosen> chosen(long sweepId) {
        return jdbc.sql("""
                        select b.*, (
                            select coalesce(json_object_agg(t.seed, coalesce(t.test_elbo, t.test_accuracy)), '{}')
                            from results.trial t
                            where t.sweep_id = b.sweep_id and t.dataset = b.dataset and t.model = b.model
                              and t.method = b.method and t.configuration_hash = b.configuration_hash
                              and t.test_loss is not null) as tests
                        from results.best_config b
                        where b.sweep_id = :id
                        order by b.first_number""")
                .param("id", sweepId)
                .query()
                .listOfRows()
                .stream()
                .map(Chosen::of)
                .toList();
    }
}
