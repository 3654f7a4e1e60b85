package org.flatsweep.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flatsweep.database.DatabaseAddress;
import org.flatsweep.database.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SchemaMigrationTest {

    private static final String VERSIONS =
            "select version from flyway_schema_history where success order by installed_rank";

    @RegisterExtension
    static final TestDatabase MIGRATED = new TestDatabase();

    @Test
    void shouldBringAnEmptyDatabaseToTheNewestSchemaAndEnd() throws Exception {
        DatabaseAddress empty = emptyDatabase("to_migrate");

        assertThat(migrate(empty)).isZero();

        assertThat(versions(empty)).isEqualTo(versions(MIGRATED.address())).isNotEmpty();
    }

    @Test
    void shouldLeaveANewestSchemaAloneUnderARoleThatMayOnlyReadItsHistory() throws Exception {
        execute(MIGRATED.address(), "create role onlooker login password 'onlooker'",
                "grant select on flyway_schema_history to onlooker");

        assertThat(migrate(as("onlooker", MIGRATED.address()))).isZero();
    }

    @Test
    void shouldEndWithAnErrorWhereTheRoleMayNotMigrate() throws Exception {
        DatabaseAddress empty = emptyDatabase("not_to_migrate");
        execute(empty, "create role outsider login password 'outsider'");

        assertThat(migrate(as("outsider", empty))).isOne();
    }

    /** @return the exit status */
    private static int migrate(DatabaseAddress database) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder api = new ProcessBuilder(
                java, "-cp", System.getProperty("java.class.path"), ApiApplication.class.getName(), "migrate");
        api.environment().put(DatabaseAddress.URL_VARIABLE, database.jdbcUrl());
        api.environment().put("DATABASE_USER", database.user());
        api.environment().put("DATABASE_PASSWORD", database.password());
        Process process = api.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output).as("a web server has no part in it").doesNotContain("Tomcat");
        return process.waitFor();
    }

    private static DatabaseAddress emptyDatabase(String name) throws SQLException {
        execute(MIGRATED.address(), "create database %s template template0".formatted(name));
        DatabaseAddress address = MIGRATED.address();
        return new DatabaseAddress(
                address.jdbcUrl().replaceFirst("/[^/]+$", "/" + name), address.user(), address.password());
    }

    private static DatabaseAddress as(String role, DatabaseAddress database) {
        return new DatabaseAddress(database.jdbcUrl(), role, role);
    }

    private static void execute(DatabaseAddress database, String... statements) throws SQLException {
        try (Connection connection = connect(database); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static List<String> versions(DatabaseAddress database) throws SQLException {
        List<String> versions = new ArrayList<>();
        try (Connection connection = connect(database); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(VERSIONS)) {
            while (rows.next()) {
                versions.add(rows.getString(1));
            }
        }
        return versions;
    }

    private static Connection connect(DatabaseAddress database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }
}
