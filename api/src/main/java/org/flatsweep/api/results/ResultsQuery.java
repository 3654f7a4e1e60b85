package org.flatsweep.api.results;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.api.results.ResultsTable.ResultsRow;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.Measure;
import org.flatsweep.domain.Method;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads the paper's table of a sweep from the documented views. */
@Service
@Transactional(readOnly = true)
class ResultsQuery {

    private final JdbcClient jdbc;
    private final JsonMapper json = JsonMapper.shared();

    ResultsQuery(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @throws Problem 404 if there is no such sweep */
    ResultsTable table(long sweepId) {
        String name = jdbc.sql("select name from sweep where id = :id")
                .param("id", sweepId)
                .query(String.class)
                .optional()
                .orElseThrow(() -> Problem.notFound("sweep", sweepId));
        Set<String> varied = jdbc.sql("""
                        select setting.key
                        from results.configuration, jsonb_each(hyperparameters) setting
                        where sweep_id = :id
                        group by setting.key having count(distinct setting.value) > 1""")
                .param("id", sweepId)
                .query(String.class)
                .set();
        List<ResultsRow> rows = jdbc.sql("""
                        select * from results.best_config where sweep_id = :id order by first_number""")
                .param("id", sweepId)
                .query((row, n) -> row(row))
                .list();
        return new ResultsTable(sweepId, name, keys().filter(varied::contains).toList(), rows);
    }

    private ResultsRow row(ResultSet row) throws SQLException {
        String method = row.getString("method");
        return new ResultsRow(
                row.getString("dataset"),
                row.getString("model"),
                method,
                Method.byKey(method).map(Method::label).orElse(method),
                ordered(json.readValue(row.getString("hyperparameters"), new TypeReference<>() {})),
                row.getLong("configurations"),
                row.getLong("ties"),
                row.getInt("seeds"),
                row.getInt("seeds_asked"),
                row.getObject("validation_accuracy", Double.class),
                row.getObject("validation_standard_error", Double.class),
                row.getObject("test_accuracy", Double.class),
                row.getObject("test_standard_error", Double.class),
                row.getObject("train_seconds", Double.class),
                Measure.valueOf(row.getString("measure")),
                row.getObject("validation_loss", Double.class),
                row.getObject("validation_loss_standard_error", Double.class),
                row.getObject("test_loss", Double.class),
                row.getObject("test_loss_standard_error", Double.class),
                row.getObject("validation_elbo", Double.class),
                row.getObject("test_elbo", Double.class));
    }

    /** In the order in which columns are listed, which jsonb does not keep. */
    private static Map<String, Object> ordered(Map<String, Object> hyperparameters) {
        Map<String, Object> ordered = new LinkedHashMap<>();
        keys().filter(hyperparameters::containsKey).forEach(key -> ordered.put(key, hyperparameters.get(key)));
        return ordered;
    }

    private static Stream<String> keys() {
        return Stream.of(Hyperparameter.values()).map(Hyperparameter::key);
    }
}
