package org.flatsweep.worker;

import static org.flatsweep.domain.Hyperparameter.EPOCHS;

import java.util.Map;
import org.flatsweep.domain.DatasetSpec;
import org.flatsweep.domain.Method;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.domain.WideResNetSpec;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** What lies in the queue, set up by a statement or two, and what it weighs. */
final class QueuedTrials {

    static final String DATASET = "digits";

    private static final int SWEEPS = 10;
    /** Of each configuration, whose summary their results change one after the other. */
    private static final int SEEDS = 5;

    private final BenchServer server;
    private final JdbcClient sql;

    QueuedTrials(BenchServer server) {
        this.server = server;
        this.sql = server.sql();
    }

    /** Empties the queue and puts {@code pending} trials into it, spread over a few sweeps. */
    void refill(int pending) {
        sql.sql("truncate sweep, change cascade").update();
        insert(pending, "PENDING");
        server.settle();
    }

    /** Adds trials that have succeeded, with their attempts and results. */
    void addFinished(int finished) {
        insert(finished, "SUCCEEDED");
        sql.sql("""
                insert into attempt (trial_id, attempt, worker_id, ended_at, ended)
                select id, 1, 'bench', now(), 'SUCCEEDED' from trial where state = 'SUCCEEDED'
                """).update();
        sql.sql("""
                insert into result (trial_id, attempt, train_loss, validation_loss, validation_accuracy, test_loss,
                                    test_accuracy, train_seconds, provenance)
                select id, 1, 0.1, 0.2, 0.9, 0.2, 0.9, 1, '{}' from trial where state = 'SUCCEEDED'
                """).update();
        server.settle();
    }

    private void insert(int trials, String state) {
        TrialConfig config = new TrialConfig(
                new DatasetSpec(DATASET, 16, 0.1), new WideResNetSpec(10, 1), Method.SGD, Method.SGD.complete(Map.of()), 0);
        sql.sql("""
                        with added as (
                            insert into sweep (name, definition, request_hash)
                            select 'bench', '{}', '' from generate_series(1, :sweeps)
                            returning id
                        )
                        insert into trial (sweep_id, number, config, method, dataset, model, seed, configuration_hash,
                                           identity, epochs, state, attempt, finished_at)
                        select added.id, n, :config::jsonb, :method, :dataset, :model, n % :seeds,
                               encode(sha256((n / :seeds)::text::bytea), 'hex'), encode(sha256(n::text::bytea), 'hex'),
                               :epochs, :state,
                               case :state when 'PENDING' then 0 else 1 end,
                               case :state when 'PENDING' then null else now() end
                        from added, generate_series(0, :each - 1) n
                        order by added.id, n
                        """)
                .param("sweeps", SWEEPS)
                .param("each", trials / SWEEPS)
                .param("config", new JsonMapper().writeValueAsString(config.toMap()))
                .param("method", config.method().key())
                .param("dataset", config.dataset().name())
                .param("model", config.model().label())
                .param("seeds", SEEDS)
                .param("epochs", config.integer(EPOCHS))
                .param("state", state)
                .update();
    }

    /** Dead rows that PostgreSQL knows of, and the size of the table and each of its indexes. */
    String weight() {
        return sql.sql("""
                        select format('%s dead rows of %s in trial, %s with its indexes: heap %s, ', s.n_dead_tup,
                                      s.n_live_tup, pg_size_pretty(pg_total_relation_size(s.relid)),
                                      pg_size_pretty(pg_relation_size(s.relid)))
                               || (select string_agg(i.indexrelname || ' ' ||
                                                     pg_size_pretty(pg_relation_size(i.indexrelid)), ', '
                                                     order by i.indexrelname)
                                   from pg_stat_user_indexes i where i.relid = s.relid)
                        from pg_stat_user_tables s
                        where s.relname = 'trial' and s.schemaname = 'public'
                        """)
                .query(String.class)
                .single();
    }
}
