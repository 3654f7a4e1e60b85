package org.flatsweep.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.flatsweep.database.TestDatabase.API;
import static org.flatsweep.database.TestDatabase.SCALER;
import static org.flatsweep.database.TestDatabase.WORKER;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code logins.sql}, run by psql as Compose does, by an owner who is no superuser, where passwords count. */
class LoginsTest {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String WRONG_PASSWORD = "28P01";

    private static final String SUBMIT = "insert into sweep (name, definition, request_hash) values ('s', '{}', '')";
    private static final String CLAIM = "select from claim_trial('w', '{digits}', null, interval '30 seconds')";

    private static final String COUNT = "select claimable + running from queue_demand('any', 10)";

    private static final String LOGINS = """
            select string_agg(format('%s in %s', login.rolname, granted.rolname), ', ' order by login.rolname)
            from pg_auth_members m
            join pg_roles login on login.oid = m.member
            join pg_roles granted on granted.oid = m.roleid
            where login.rolname like '%login' and login.rolcanlogin
              and not (login.rolsuper or login.rolcreaterole or login.rolcreatedb)
            """;

    @TempDir
    private static Path directory;

    private static InstalledPostgres server;

    @BeforeAll
    static void start() throws Exception {
        server = InstalledPostgres.start(
                InstalledPostgres.programsToTest("logins.sql"), directory.resolve("server"));
        execute(server.address("postgres", "postgres"), "create role flatsweep login createrole");
        server.run("postgres", "createdb", "--owner=flatsweep", "flatsweep");
        DatabaseAddress owner = server.address("flatsweep", "flatsweep");
        Flyway.configure().dataSource(owner.jdbcUrl(), owner.user(), owner.password()).load().migrate();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void makeLogins() throws Exception {
        makeLogins("of the API's", "of a worker");
    }

    @Test
    void mayDoWhatTheirRolesMayAndNothingElse() throws SQLException {
        DatabaseAddress api = login(API, "of the API's");
        DatabaseAddress worker = login(WORKER, "of a worker");

        execute(api, SUBMIT);
        execute(worker, CLAIM);

        expectRefusal(INSUFFICIENT_PRIVILEGE, api, CLAIM);
        expectRefusal(INSUFFICIENT_PRIVILEGE, worker, SUBMIT);
    }

    @Test
    void areTheSameWhenTheyAreMadeAgain() throws Exception {
        String before = logins();

        makeLogins("of the API's", "of a worker");

        assertThat(logins()).isEqualTo(before)
                .isEqualTo("flatsweep_api_login in flatsweep_api, flatsweep_worker_login in flatsweep_worker");
        execute(login(API, "of the API's"), SUBMIT);
        execute(login(WORKER, "of a worker"), CLAIM);
    }

    @Test
    void haveThePasswordsThatWereGivenLast() throws Exception {
        makeLogins("another", "of a worker");

        execute(login(API, "another"), SUBMIT);
        expectRefusal(WRONG_PASSWORD, login(API, "of the API's"), SUBMIT);
        execute(login(WORKER, "of a worker"), CLAIM);
    }

    @Test
    void includeOneForWhatScalesWorkersWhereItIsGivenAPassword() throws Exception {
        makeLogins(Map.of("DATABASE_API_PASSWORD", "of the API's", "DATABASE_WORKER_PASSWORD", "of a worker",
                "DATABASE_SCALER_PASSWORD", "of the scaler"));
        try {
            DatabaseAddress scaler = login(SCALER, "of the scaler");

            execute(scaler, COUNT);

            expectRefusal(INSUFFICIENT_PRIVILEGE, scaler, SUBMIT);
            expectRefusal(INSUFFICIENT_PRIVILEGE, scaler, CLAIM);
        } finally {
            execute(server.address("postgres", "postgres"), "drop role flatsweep_scaler_login");
        }
    }

    private static void makeLogins(String apiPassword, String workerPassword) throws Exception {
        makeLogins(Map.of("DATABASE_API_PASSWORD", apiPassword, "DATABASE_WORKER_PASSWORD", workerPassword));
    }

    private static void makeLogins(Map<String, String> passwords) throws Exception {
        server.run(passwords,
                "flatsweep", "psql", "--no-psqlrc", "--quiet", "--dbname=flatsweep",
                "--file=" + Path.of("..", "deploy", "postgres", "logins.sql"));
    }

    private static DatabaseAddress login(String role, String password) {
        String user = role + "_login";
        return new DatabaseAddress(server.address("flatsweep", user).jdbcUrl(), user, password);
    }

    private static String logins() throws SQLException {
        try (Connection connection = connect(server.address("postgres", "postgres"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(LOGINS)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void expectRefusal(String state, DatabaseAddress address, String sql) {
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> execute(address, sql))
                .satisfies(refusal -> assertThat(refusal.getSQLState()).as(refusal.getMessage()).isEqualTo(state));
    }

    private static void execute(DatabaseAddress address, String sql) throws SQLException {
        try (Connection connection = connect(address); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect(DatabaseAddress address) throws SQLException {
        return DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
    }
}
