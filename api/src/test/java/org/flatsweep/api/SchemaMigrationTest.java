package org.flatsweep.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import org.flatsweep.database.TlsPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SchemaMigrationTest {

    private static final String VERSIONS =
            "select version from flyway_schema_history where success order by installed_rank";

    @RegisterExtension
    static final TestDatabase MIGRATED = new TestDatabase();

    @RegisterExtension
    static final TestDatabase OLDER = new TestDatabase();

    @Test
    void shouldBringAnEmptyDatabaseToTheNewestSchemaAndEnd() throws Exception {
        DatabaseAddress empty = emptyDatabase("to_migrate");

        assertThat(migrate(empty)).isZero();

        assertThat(versions(empty)).isEqualTo(versions(MIGRATED.address())).isNotEmpty();
    }

    @Test
    void shouldLeaveANewestSchemaAloneUnderTheRoleOfTheApi() throws Exception {
        assertThat(migrate(MIGRATED.as(TestDatabase.API))).isZero();
    }

    @Test
    void shouldSayWhoHasToMigrateWhereTheRoleOfTheApiMeetsAnOlderSchema() throws Exception {
        execute(OLDER.address(), """
                delete from flyway_schema_history
                where installed_rank = (select max(installed_rank) from flyway_schema_history)""");

        Process api = start(OLDER.as(TestDatabase.API));

        assertThat(output(api))
                .contains("this role may not migrate it: ERROR: ", "flatsweep-api.jar migrate")
                .doesNotContain("\tat ");
        assertThat(api.waitFor()).isOne();
    }

    @Test
    void shouldTakeAServerForWhatItSaysOnlyIfItsAuthorityIsTrusted(@TempDir Path directory) throws Exception {
        try (TlsPostgres server = TlsPostgres.start(directory)) {
            assertThat(migrate(server.trusting(server.certificate()))).isZero();

            Process refused = start(server.trusting(server.certificateOfAnother()), "migrate");
            assertThat(output(refused))
                    .contains("The database is not to be reached: SSL error: PKIX path").doesNotContain("\tat ");
            assertThat(refused.waitFor()).isOne();
        }
    }

    /** @return the exit status */
    private static int migrate(DatabaseAddress database) throws Exception {
        Process process = start(database, "migrate");
        assertThat(output(process)).as("a web server has no part in it").doesNotContain("Tomcat");
        return process.waitFor();
    }

    private static Process start(DatabaseAddress database, String... arguments) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder api = new ProcessBuilder(
                java, "-cp", System.getProperty("java.class.path"), ApiApplication.class.getName());
        api.command().addAll(List.of(arguments));
        api.environment().keySet().removeIf(name -> name.startsWith("DATABASE_"));
        api.environment().put(DatabaseAddress.URL_VARIABLE, database.url());
        // The databases of these tests are there, or will never be.
        api.environment().put("SPRING_FLYWAY_CONNECT_RETRIES", "0");
        return api.redirectErrorStream(true).start();
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static DatabaseAddress emptyDatabase(String name) throws SQLException {
        execute(MIGRATED.address(), "create database %s template template0".formatted(name));
        DatabaseAddress address = MIGRATED.address();
        return new DatabaseAddress(
                address.jdbcUrl().replaceFirst("/[^/]+$", "/" + name), address.user(), address.password());
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
