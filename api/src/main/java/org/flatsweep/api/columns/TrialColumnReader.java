package org.flatsweep.api.columns;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Map;
import java.util.Set;
import org.flatsweep.api.columns.TrialColumns.Kind;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.domain.Hyperparameter;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads the trials of a sweep through a cursor, each once. */
@Service
class TrialColumnReader {

    private static final int FETCH_SIZE = 1_000;

    private static final String HYPERPARAMETERS = "hyperparameters";
    private static final String PROBES = "probes";
    private static final Set<String> OF_RESULT = Set.of(
            "validation_accuracy", "validation_loss", "validation_elbo", "test_accuracy", "test_loss", "test_elbo",
            "train_loss", "train_seconds");

    /**
     * Hyperparameters are there where they differ from those of the row before: seeds of a configuration follow each
     * other. Probes are looked up trial by trial, in an index that has nothing but probes.
     */
    static final String ROWS = """
            select t.id, t.number, t.state, t.attempt, t.retries, t.epoch, t.dataset, t.model, t.method, t.seed,
                   t.configuration_hash, t.measure, coalesce(t.worker_id, a.worker_id) as worker_id,
                   coalesce(r.provenance ->> 'device', w.device) as device,
                   case when a.ended not in ('SUCCEEDED', 'CANCELLED', 'DRAINED', 'PAUSED') then a.ended end as failure,
                   t.reused_from, t.paused_at, t.started_at, t.finished_at,
                   t.hyperparameters,
                   r.validation_accuracy, r.validation_loss,
                   case t.measure when 'ELBO' then -r.validation_loss end as validation_elbo,
                   r.test_accuracy, r.test_loss, case t.measure when 'ELBO' then -r.test_loss end as test_elbo,
                   r.train_loss, r.train_seconds, p.probes
            from (
                select *, case when configuration_hash is distinct from lag(configuration_hash) over (order by number)
                          then config ->> 'hyperparameters' end as hyperparameters
                from trial
                where sweep_id = :id
            ) t
            left join result r on r.trial_id = t.id
            left join attempt a on a.trial_id = t.id and a.attempt = t.attempt
            left join worker w on w.id = a.worker_id
            left join lateral (
                -- A later attempt that came to this epoch again displaces an earlier one.
                select jsonb_object_agg(m.name, m.value order by m.attempt) as probes
                from metric m
                where m.trial_id = coalesce(t.reused_from, t.id) and m.name like 'probe\\_%'
                  and m.epoch = (
                      select max(l.epoch) from metric l
                      where l.trial_id = coalesce(t.reused_from, t.id) and l.name like 'probe\\_%')
            ) p on :probed and r.trial_id is not null
            order by t.number
            """;

    private final JdbcClient jdbc;
    private final JsonMapper json;

    TrialColumnReader(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** @throws Problem 404 if there is no such sweep */
    @Transactional(readOnly = true)
    public void read(long sweepId, ColumnFiles columns) {
        boolean probed = jdbc.sql("select definition -> 'probes' is not null from sweep where id = :id")
                .param("id", sweepId)
                .query(Boolean.class)
                .optional()
                .orElseThrow(() -> Problem.notFound("sweep", sweepId));
        ResultSetExtractor<Long> reading = rows -> read(rows, columns);
        jdbc.sql(ROWS).param("id", sweepId).param("probed", probed).withFetchSize(FETCH_SIZE).query(reading);
    }

    /** @return the number of rows */
    private long read(ResultSet rows, ColumnFiles columns) throws SQLException {
        ResultSetMetaData description = rows.getMetaData();
        declare(description, columns);
        Map<String, Object> hyperparameters = Map.of();
        long read = 0;
        for (; rows.next(); read++) {
            for (int i = 1; i <= description.getColumnCount(); i++) {
                switch (description.getColumnName(i)) {
                    case HYPERPARAMETERS -> {
                        if (rows.getString(i) != null) {
                            hyperparameters = object(rows.getString(i));
                        }
                        hyperparameters.forEach(columns::set);
                    }
                    case PROBES -> {
                        if (rows.getString(i) != null) {
                            object(rows.getString(i)).forEach((name, value) -> {
                                columns.declare(name, Kind.PROBE);
                                columns.set(name, value);
                            });
                        }
                    }
                    default -> columns.set(description.getColumnName(i), value(rows, i));
                }
            }
            columns.nextRow();
        }
        return read;
    }

    private static void declare(ResultSetMetaData description, ColumnFiles columns) throws SQLException {
        for (int i = 1; i <= description.getColumnCount(); i++) {
            String name = description.getColumnName(i);
            if (name.equals(HYPERPARAMETERS)) {
                for (Hyperparameter hyperparameter : Hyperparameter.values()) {
                    columns.declare(hyperparameter.key(), Kind.HYPERPARAMETER);
                }
            } else if (!name.equals(PROBES)) {
                columns.declare(name, OF_RESULT.contains(name) ? Kind.RESULT : Kind.TRIAL);
            }
        }
    }

    private Map<String, Object> object(String text) {
        return json.readValue(text, new TypeReference<>() {});
    }

    private static Object value(ResultSet rows, int column) throws SQLException {
        Object value = rows.getObject(column);
        return value instanceof Timestamp time ? time.toInstant().toString() : value;
    }
}
