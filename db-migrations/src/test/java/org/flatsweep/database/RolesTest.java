package org.flatsweep.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.flatsweep.database.TestDatabase.API;
import static org.flatsweep.database.TestDatabase.READER;
import static org.flatsweep.database.TestDatabase.SCALER;
import static org.flatsweep.database.TestDatabase.WORKER;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the roles may not do. What they may, the tests of the API and of workers show, which run as them. */
class RolesTest {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private static final String CHANGES_OF_THE_SCHEMA = """
            create table mine ()
            create view mine as select 1
            create function mine() returns integer language sql return 1
            create schema mine
            create index on trial (seed)
            alter table trial add mine integer
            alter function retry_delay(integer) volatile
            drop table result
            drop view results.trial
            truncate metric
            create role mine
            alter table trial disable trigger all
            delete from flyway_schema_history
            insert into flyway_schema_history select * from flyway_schema_history
            """;

    private static final Map<String, String> FORBIDDEN = Map.of(
            WORKER, CHANGES_OF_THE_SCHEMA + """
                    select idempotency_key from sweep
                    select request_hash from sweep
                    select definition from sweep
                    insert into sweep (name, definition, request_hash) values ('mine', '{}', '')
                    update sweep set definition = '{}'
                    update sweep set priority = 1000
                    update sweep set paused_at = null
                    delete from sweep
                    update trial set config = '{}'
                    update trial set priority = 1000
                    update trial set failures = 0
                    update trial set reused_from = 1
                    delete from trial
                    insert into attempt (trial_id, attempt, worker_id) values (1, 1, 'mine')
                    update attempt set worker_id = 'mine'
                    delete from attempt
                    select value from metric
                    update metric set value = 0
                    delete from metric
                    select test_accuracy from result
                    update result set test_accuracy = 1
                    delete from result
                    update trial_log set message = ''
                    delete from worker
                    select from configuration_summary
                    update configuration_summary set seeds = 1
                    insert into change (sweep_id) values (1)
                    select from queue_sample
                    select from qrtz_job_details
                    delete from qrtz_locks
                    select from results.trial
                    select nextval('claim_turn')
                    select begin_attempt(1, 'mine', interval '1 day')
                    set role flatsweep_api
                    """,
            API, CHANGES_OF_THE_SCHEMA + """
                    update sweep set definition = '{}'
                    update sweep set idempotency_key = null
                    delete from sweep
                    update trial set config = '{}'
                    update trial set attempt = 0
                    delete from trial
                    update attempt set worker_id = 'mine'
                    delete from attempt
                    update metric set value = 0
                    update result set test_accuracy = 1
                    delete from result
                    insert into trial_log (trial_id, attempt, logged_at, level, message) values (1, 1, now(), 'INFO', '')
                    select from checkpoint
                    insert into worker (id, hostname, device) values ('mine', '', '')
                    update worker set stopped_at = now()
                    update configuration_summary set seeds = 1
                    insert into change (sweep_id) values (1)
                    update results.published set test_accuracy = 1
                    select claim_trial('mine', '{}', null, interval '1 day')
                    set role flatsweep_worker
                    """,
            READER, CHANGES_OF_THE_SCHEMA + """
                    select from trial
                    select claim_trial('mine', '{}', null, interval '1 day')
                    select fail_attempt(1, 1, false, 'ERROR', '')
                    select queue_demand('any', 1)
                    """,
            SCALER, CHANGES_OF_THE_SCHEMA + """
                    select from sweep
                    select from trial
                    select from worker
                    select from access_token
                    select from results.trial
                    select claim_trial('mine', '{}', null, interval '1 day')
                    select fail_attempt(1, 1, false, 'ERROR', '')
                    """);

    /** What only others of the database's own views and functions use. */
    private static final List<String> GRANTED_TO_NOBODY = List.of("beside_published", "claim_turn", "claimable_trial",
            "evaluated_configuration", "ranked_configuration", "scored_result", "servable_sweep");

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    static Stream<Arguments> forbidden() {
        return FORBIDDEN.entrySet().stream()
                .flatMap(role -> role.getValue().lines().map(sql -> Arguments.of(role.getKey(), sql)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("forbidden")
    void refuses(String role, String sql) {
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> execute(DATABASE.as(role), sql))
                .satisfies(refusal -> assertThat(refusal.getSQLState()).as(refusal.getMessage())
                        .isEqualTo(INSUFFICIENT_PRIVILEGE));
    }

    @Test
    void leavesNothingOfWhichNobodyHasDecidedWhoMayUseIt() throws SQLException {
        assertThat(list("""
                select c.relname from pg_class c
                where c.relnamespace in (current_schema()::regnamespace, 'results'::regnamespace)
                  and c.relkind in ('r', 'p', 'v', 'm', 'S') and not c.relispartition
                  and coalesce(c.relacl::text, '') !~ 'flatsweep_(api|worker|reader)'
                  and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'i' and c.relkind = 'S')
                order by c.relname collate "C\"""")).isEqualTo(GRANTED_TO_NOBODY);
    }

    @Test
    void letsNobodyInGeneralBorrowTheOwnersRights() throws SQLException {
        assertThat(list("""
                select p.proname from pg_proc p
                where p.pronamespace = current_schema()::regnamespace and p.prosecdef
                  and not has_function_privilege('public', p.oid, 'execute')
                  and 'search_path=public, pg_temp' = any (p.proconfig)
                order by p.proname collate "C\"""")).containsExactly(
                        "claim_trial", "fail_attempt", "queue_demand", "record_sweep_change", "record_trial_change",
                        "summarise_results");
    }

    @Test
    void claimsFromTheQueueWhateverTablesOfTheirNameACallerHas() throws SQLException {
        execute(DATABASE.as(WORKER), "create temporary table sweep (id bigint)",
                "select from claim_trial('w', '{digits}', null, interval '30 seconds')");
    }

    @ParameterizedTest
    @ValueSource(strings = {"V13__roles.sql", "V15__scaling.sql"})
    void grantsNoMoreWhenItIsRunAgain(String file) throws SQLException, IOException {
        String rights = """
                select c.relname || coalesce(c.relacl::text, '') from pg_class c
                union all select p.proname || coalesce(p.proacl::text, '') from pg_proc p
                union all select n.nspname || coalesce(n.nspacl::text, '') from pg_namespace n
                order by 1""";
        List<String> before = list(rights);

        try (InputStream migration = RolesTest.class.getResourceAsStream("/db/migration/" + file)) {
            execute(DATABASE.address(), new String(migration.readAllBytes(), StandardCharsets.UTF_8));
        }

        assertThat(list(rights)).isEqualTo(before);
    }

    @Test
    void isMigratedByAnOwnerWhoMayNotCreateRoles() throws SQLException {
        execute(DATABASE.address(), "create role modest login password 'modest'");
        execute(DATABASE.address(), "create database modest owner modest template template0");
        DatabaseAddress modest = new DatabaseAddress(
                DATABASE.address().jdbcUrl().replaceFirst("/[^/]+$", "/modest"), "modest", "modest");

        Flyway.configure().dataSource(modest.jdbcUrl(), modest.user(), modest.password()).load().migrate();

        execute(new DatabaseAddress(modest.jdbcUrl(), WORKER + "_member", WORKER),
                "select from claim_trial('w', '{digits}', null, interval '30 seconds')");
    }

    private static List<String> list(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = DATABASE.connect(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private static void execute(DatabaseAddress address, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        address.jdbcUrl(), address.user(), address.password());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
