package org.flatsweep.worker;

import static org.flatsweep.domain.Hyperparameter.EPOCHS;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.flatsweep.database.DatabaseAddress;
import org.flatsweep.database.TestDatabase;
import org.flatsweep.domain.DatasetSpec;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.Method;
import org.flatsweep.domain.TrialConfig;
import org.flatsweep.domain.WideResNetSpec;
import org.springframework.core.io.support.ResourcePropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The rows that tests put into the queue and look at. */
final class QueueRows implements AutoCloseable {

    private static final List<String> TABLES =
            List.of("sweep", "worker", "trial", "attempt", "metric", "checkpoint", "result", "configuration_summary",
                    "trial_log", "change");

    private static final Pattern PAGES = Pattern.compile("shared hit=(\\d+)(?: read=(\\d+))?");

    private final HikariDataSource pool;
    private final HikariDataSource workersPool;
    private final JdbcClient database;

    QueueRows(TestDatabase database) {
        this.pool = pool(database.address());
        this.workersPool = pool(database.as(TestDatabase.WORKER));
        this.workersPool.setConnectionInitSql(workersSetting("spring.datasource.hikari.connection-init-sql"));
        this.database = JdbcClient.create(pool);
    }

    private static HikariDataSource pool(DatabaseAddress address) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(address.jdbcUrl());
        pool.setUsername(address.user());
        pool.setPassword(address.password());
        return pool;
    }

    private static String workersSetting(String name) {
        try {
            return (String) new ResourcePropertySource("classpath:application.properties").getProperty(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        pool.close();
        workersPool.close();
    }

    /** As the owner, who may do everything. */
    JdbcClient database() {
        return database;
    }

    /** In the role of a worker, so that a right it lacks fails a test, and with its planner. */
    DataSource workersPool() {
        return workersPool;
    }

    JdbcClient asWorker() {
        return JdbcClient.create(workersPool);
    }

    /** Lets no worker come between. */
    <T> T inTransaction(Supplier<T> work) {
        return new TransactionTemplate(new JdbcTransactionManager(pool)).execute(status -> work.get());
    }

    Instant now() {
        return database.sql("select clock_timestamp()").query(OffsetDateTime.class).single().toInstant();
    }

    void clear() {
        // Far quicker than TRUNCATE for a few rows.
        List.of("sweep", "worker", "metric", "change").forEach(table -> database.sql("delete from " + table).update());
    }

    long sweep(int maxAttempts) {
        return database.sql("""
                        insert into sweep (name, definition, max_attempts, request_hash)
                        values ('test', '{}', :maxAttempts, '') returning id
                        """)
                .param("maxAttempts", maxAttempts)
                .query(Long.class)
                .single();
    }

    /** The smallest training there is: WRN-10-1 on 16×16 digits. */
    static TrialConfig digits(Method method, int epochs, long seed) {
        Map<Hyperparameter, Object> hyperparameters = new EnumMap<>(method.complete(Map.of()));
        hyperparameters.put(EPOCHS, (long) epochs);
        return new TrialConfig(new DatasetSpec("digits", 16, 0.1), new WideResNetSpec(10, 1), method,
                hyperparameters, seed);
    }

    long trial(long sweep, int number) {
        return trial(sweep, number, digits(Method.SGD, 1, number));
    }

    long trial(long sweep, int number, TrialConfig config) {
        return database.sql("""
                        insert into trial (sweep_id, number, config, method, dataset, model, seed, configuration_hash,
                                           identity, epochs, measure)
                        values (:sweep, :number, :config::jsonb, :method, :dataset, :model, :seed, :hash, :identity,
                                :epochs, :measure)
                        returning id
                        """)
                .param("sweep", sweep)
                .param("number", number)
                .param("config", new JsonMapper().writeValueAsString(config.toMap()))
                .param("method", config.method().key())
                .param("dataset", config.dataset().name())
                .param("model", config.model().label())
                .param("seed", config.seed())
                .param("hash", config.configurationHash())
                .param("identity", config.identity())
                .param("epochs", config.integer(EPOCHS))
                .param("measure", config.model().measure().name())
                .query(Long.class)
                .single();
    }

    /** As many at once, RUNNING ones in a first attempt whose lease lasts. */
    void trials(long sweep, int from, int count, String state) {
        database.sql("""
                        insert into trial (sweep_id, number, config, method, dataset, model, seed, configuration_hash,
                                           identity, epochs, state, attempt, worker_id, lease_until, finished_at)
                        select :sweep, n, '{}', 'sgd', 'digits', 'wrn-10-1', n, n::text, n::text, 1, :state,
                               case when :state = 'PENDING' then 0 else 1 end,
                               case when :state = 'RUNNING' then 'w' end,
                               case when :state = 'RUNNING' then now() + interval '1 day' end,
                               case when :state = 'SUCCEEDED' then now() end
                        from generate_series(cast(:from as integer), :to) n""")
                .param("sweep", sweep)
                .param("from", from)
                .param("to", from + count - 1)
                .param("state", state)
                .update();
    }

    /** Shared buffers that a worker's statement looks at, triggers included, when it is run, as it is here. */
    long pages(String statement) {
        String plan = String.join("\n",
                asWorker().sql("explain (analyze, buffers, format text) " + statement).query(String.class).list());
        Matcher hits = PAGES.matcher(plan);
        if (!hits.find()) {
            throw new IllegalStateException("no buffers in\n" + plan);
        }
        return Long.parseLong(hits.group(1)) + (hits.group(2) == null ? 0 : Long.parseLong(hits.group(2)));
    }

    /** By how much {@code work} moves a counter of the table of trials, in a transaction of its own. */
    long count(String counter, Runnable work) {
        return count(pool, counter, work);
    }

    /** The same for what is {@linkplain #asWorker a worker's}. */
    long countAsWorker(String counter, Runnable work) {
        return count(workersPool, counter, work);
    }

    /**
     * Rows of the table of trials that a worker's {@code work} reads: where its planner goes wrong, it reads a whole
     * index rather than scan the table.
     */
    long trialsRead(Runnable work) {
        return countAsWorker("seq_tup_read + idx_tup_fetch", work);
    }

    private static long count(DataSource pool, String counter, Runnable work) {
        JdbcClient statistics = JdbcClient.create(pool);
        String value = "select %s from pg_stat_xact_user_tables where relname = 'trial'".formatted(counter);
        return new TransactionTemplate(new JdbcTransactionManager(pool)).execute(status -> {
            long before = statistics.sql(value).query(Long.class).single();
            work.run();
            return statistics.sql(value).query(Long.class).single() - before;
        });
    }

    Map<String, Object> trial(long id) {
        return database.sql("select * from trial where id = ?").param(id).query().singleRow();
    }

    Map<String, Object> attempt(long trial, int attempt) {
        return database.sql("select * from attempt where trial_id = ? and attempt = ?")
                .params(trial, attempt)
                .query()
                .singleRow();
    }

    /** The live curve of one metric as "epoch:attempt", so that holes, double points and mixtures all show. */
    List<String> curve(long trial, String name) {
        return database.sql("""
                        select epoch || ':' || attempt from live_metric where trial_id = ? and name = ?
                        order by epoch, attempt
                        """)
                .params(trial, name)
                .query(String.class)
                .list();
    }

    /** Its log as "attempt level message", in the order of its lines. */
    List<String> log(long trial) {
        return database.sql("""
                        select attempt || ' ' || level || ' ' || message from trial_log
                        where trial_id = ? order by id""")
                .param(trial)
                .query(String.class)
                .list();
    }

    long count(String table) {
        return database.sql("select count(*) from " + table).query(Long.class).single();
    }

    /** Statements that wait for a row that another transaction has. */
    long waitingForLocks() {
        return database.sql("""
                        select count(*) from pg_stat_activity
                        where datname = current_database() and wait_event_type = 'Lock'""")
                .query(Long.class)
                .single();
    }

    /** What the API's reaper does with a lease that has run out: the trial is queued again, the attempt counts. */
    void expire(long trial) {
        database.sql("select fail_attempt(id, attempt, true, 'LEASE_EXPIRED', null) from trial where id = ?")
                .param(trial)
                .query(row -> {});
    }

    /** As if a later version had been installed, until {@link #forgetMigration}. */
    void migrateBeyondWhatIsKnown() {
        database.sql("""
                insert into flyway_schema_history (installed_rank, version, description, type, script, checksum,
                                                   installed_by, execution_time, success)
                values (999, '999', 'the future', 'SQL', 'V999__the_future.sql', 1, 'test', 1, true)
                """).update();
    }

    void forgetMigration() {
        database.sql("delete from flyway_schema_history where version = '999'").update();
    }

    /** Every time in the database by its column: {@code trial.lease_until}. Those that no row has are not there. */
    Map<String, List<Instant>> times() {
        Map<String, List<Instant>> times = new LinkedHashMap<>();
        database.sql("""
                        select table_name, column_name from information_schema.columns join information_schema.tables
                            using (table_schema, table_name)
                        where table_schema = current_schema() and table_type = 'BASE TABLE'
                          and data_type like 'timestamp%' and table_name <> 'flyway_schema_history'""")
                .query(row -> {
                    List<Instant> ofColumn = database.sql("select %2$s from %1$s where %2$s is not null"
                                    .formatted(row.getString("table_name"), row.getString("column_name")))
                            .query((value, i) -> value.getObject(1, OffsetDateTime.class).toInstant())
                            .list();
                    if (!ofColumn.isEmpty()) {
                        times.put(row.getString("table_name") + "." + row.getString("column_name"), ofColumn);
                    }
                });
        return times;
    }

    /** Every row of every table the worker could touch. */
    Map<String, List<String>> everything() {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (String table : TABLES) {
            rows.put(table, new ArrayList<>(database.sql("select t::text from %s t order by 1".formatted(table))
                    .query(String.class)
                    .list()));
        }
        return rows;
    }
}
