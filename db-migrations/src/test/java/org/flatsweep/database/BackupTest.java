package org.flatsweep.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup and restore as docs/operations.md tells, with pg_dump and pg_restore, from one server to a new one. */
class BackupTest {

    private static final String HISTORY = """
            insert into sweep (name, definition, request_hash) values ('rho', '{"name": "rho"}', 'hash');
            insert into worker (id, hostname, device) values ('w', 'host', 'cpu, 2 threads');
            insert into trial (sweep_id, number, config, method, dataset, model, seed, configuration_hash, identity, epochs)
            select 1, n, jsonb_build_object('seed', n), 'sam', 'digits', 'WRN-10-1', n, 'c', 'i' || n, 3
            from generate_series(0, 3) n;
            select claim_trial('w', '{digits}', null, interval '30 seconds');
            select claim_trial('w', '{digits}', null, interval '30 seconds');
            insert into metric (trial_id, attempt, name, epoch, value)
            select t, 1, 'train_loss', e, 1.0 / e from generate_series(1, 2) t, generate_series(1, 3) e;
            insert into checkpoint (trial_id, attempt, epoch, location, sha256, bytes)
            values (2, 1, 2, 'trial-2/attempt-1-epoch-2.ckpt', 'digest', 4096);
            update trial set state = 'PENDING', worker_id = null, lease_until = null, epoch = 2 where id = 2;
            update attempt set ended = 'DRAINED', ended_at = now() where trial_id = 2;
            update trial
            set state = 'SUCCEEDED', worker_id = null, lease_until = null, finished_at = now(), epoch = 3
            where id = 1;
            update attempt set ended = 'SUCCEEDED', ended_at = now() where trial_id = 1;
            insert into result (trial_id, attempt, train_loss, validation_loss, validation_accuracy, test_loss,
                                test_accuracy, train_seconds, provenance)
            values (1, 1, 0.1, 0.2, 0.97, 0.3, 0.96, 12.5, '{"engine": "PyTorch"}');
            """;

    private static final String RELATIONS = """
            select format('%I.%I', n.nspname, c.relname)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname in ('public', 'results') and c.relkind in ('r', 'v', 'p') and not c.relispartition
            """;

    private static final String SEQUENCES = """
            select schemaname || '.' || sequencename, last_value::text from pg_sequences
            where schemaname in ('public', 'results')
            """;

    @TempDir
    private static Path directory;

    private static InstalledPostgres server;
    private static InstalledPostgres newServer;

    @BeforeAll
    static void start() throws Exception {
        Path programs = InstalledPostgres.programsToTest("backup and restore");
        server = InstalledPostgres.start(programs, directory.resolve("server"));
        newServer = InstalledPostgres.start(programs, directory.resolve("new-server"));
        // The migrations make the others on the first; on a new server someone has to.
        execute(server.address("postgres", "postgres"), "create role flatsweep login createrole");
        execute(newServer.address("postgres", "postgres"), """
                create role flatsweep login;
                create role flatsweep_api nologin;
                create role flatsweep_worker nologin;
                create role flatsweep_reader nologin;
                create role flatsweep_scaler nologin""");
    }

    @AfterAll
    static void stop() throws Exception {
        for (InstalledPostgres running : new InstalledPostgres[] {server, newServer}) {
            if (running != null) {
                running.close();
            }
        }
    }

    @Test
    void bringsEverythingBackOnANewServer() throws Exception {
        DatabaseAddress original = withHistory("flatsweep");
        Path dump = dump("flatsweep");

        DatabaseAddress restored = restore(dump, newServer, "flatsweep");

        assertThat(contents(restored))
                .containsKeys("public.trial", "public.metric", "results.best_config", "public.claim_turn")
                .isEqualTo(contents(original));
    }

    @Test
    void bringsBackADatabaseThatGoesOn() throws Exception {
        withHistory("running");
        Path dump = dump("running");

        DatabaseAddress restored = restore(dump, server, "restored");

        assertThat(migrate(restored)).as("migrations that were not in the backup").isZero();
        execute(restored, "insert into sweep (name, definition, request_hash) values ('next', '{}', 'h')");
        try (Connection connection = connect(restored); Statement statement = connection.createStatement();
                ResultSet claimed = statement.executeQuery("""
                        select * from claim_trial('v', '{digits}', null, interval '30 seconds')""")) {
            assertThat(claimed.next()).as("the trial that had begun is claimed first").isTrue();
            assertThat(claimed.getLong("trial_id")).isEqualTo(2);
            assertThat(claimed.getInt("attempt")).isEqualTo(2);
            assertThat(claimed.getInt("checkpoint_epoch")).isEqualTo(2);
        }
    }

    private static DatabaseAddress withHistory(String database) throws Exception {
        server.run("postgres", "createdb", "--owner=flatsweep", database);
        DatabaseAddress address = server.address(database, "flatsweep");
        migrate(address);
        execute(address, HISTORY);
        return address;
    }

    private static Path dump(String database) throws Exception {
        Path dump = directory.resolve(database + ".dump");
        server.run("flatsweep", "pg_dump", "--format=custom", "--file=" + dump, database);
        return dump;
    }

    private static DatabaseAddress restore(Path dump, InstalledPostgres onto, String database) throws Exception {
        onto.run("postgres", "createdb", "--owner=flatsweep", database);
        onto.run("flatsweep", "pg_restore", "--exit-on-error", "--no-owner", "--dbname=" + database, dump.toString());
        return onto.address(database, "flatsweep");
    }

    /** @return the number of migrations applied */
    private static int migrate(DatabaseAddress database) {
        return Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .load()
                .migrate()
                .migrationsExecuted;
    }

    /** A digest of each table's and each view's rows, and each sequence's last value. */
    private static Map<String, String> contents(DatabaseAddress database) throws SQLException {
        Map<String, String> contents = new TreeMap<>();
        try (Connection connection = connect(database); Statement statement = connection.createStatement();
                Statement rows = connection.createStatement()) {
            try (ResultSet relations = statement.executeQuery(RELATIONS)) {
                while (relations.next()) {
                    String relation = relations.getString(1);
                    try (ResultSet digest = rows.executeQuery("""
                            select count(*) || ' rows, ' || coalesce(md5(string_agg(r::text, chr(10) order by r::text)), '')
                            from %s r""".formatted(relation))) {
                        digest.next();
                        contents.put(relation, digest.getString(1));
                    }
                }
            }
            try (ResultSet sequences = statement.executeQuery(SEQUENCES)) {
                while (sequences.next()) {
                    contents.put(sequences.getString(1), sequences.getString(2));
                }
            }
        }
        return contents;
    }

    private static void execute(DatabaseAddress database, String sql) throws SQLException {
        try (Connection connection = connect(database); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect(DatabaseAddress database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }
}
