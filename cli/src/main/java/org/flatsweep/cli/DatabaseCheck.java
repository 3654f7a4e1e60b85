package org.flatsweep.cli;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.flatsweep.database.DatabaseAddress;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;

/** Whether the database that DATABASE_URL names answers, and has the schema that this version knows. */
final class DatabaseCheck {

    private static final String SUBJECT = "Database";
    private static final String PATIENCE_SECONDS = "5";

    private DatabaseCheck() {}

    static Finding of(Map<String, String> environment) {
        Optional<DatabaseAddress> address;
        try {
            address = DatabaseAddress.fromEnvironment(environment);
        } catch (IllegalArgumentException e) {
            return Finding.obstacle(SUBJECT, e.getMessage(), "set it right, or unset it for an embedded database");
        }
        return address.map(DatabaseCheck::of).orElseGet(() ->
                Finding.good(SUBJECT, "%s is not set; ./flatsweep up brings its own".formatted(
                        DatabaseAddress.URL_VARIABLE)));
    }

    private static Finding of(DatabaseAddress address) {
        try {
            String version = serverVersion(address);
            return schema("PostgreSQL %s at %s".formatted(version, address),
                    Flyway.configure().dataSource(address.jdbcUrl(), address.user(), address.password()).load().info());
        } catch (SQLException | FlywayException e) {
            return Finding.obstacle(SUBJECT, "%s: %s".formatted(address, Wording.oneLine(e.getMessage())),
                    "is the server running, and may this user in? psql \"$%s\" tries the same".formatted(
                            DatabaseAddress.URL_VARIABLE));
        }
    }

    private static String serverVersion(DatabaseAddress address) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("connectTimeout", PATIENCE_SECONDS);
        properties.setProperty("socketTimeout", PATIENCE_SECONDS);
        if (address.user() != null) {
            properties.setProperty("user", address.user());
        }
        if (address.password() != null) {
            properties.setProperty("password", address.password());
        }
        try (Connection connection = DriverManager.getConnection(address.jdbcUrl(), properties);
                Statement statement = connection.createStatement();
                ResultSet version = statement.executeQuery("show server_version")) {
            version.next();
            return version.getString(1);
        }
    }

    private static Finding schema(String server, MigrationInfoService migrations) {
        MigrationInfo[] all = migrations.all();
        String known = Arrays.stream(all)
                .filter(migration -> !isFuture(migration))
                .reduce((before, last) -> last)
                .map(DatabaseCheck::version)
                .orElse("none");
        String applied = migrations.current() == null ? "none" : version(migrations.current());
        String found = "%s, schema %s".formatted(server, applied);
        if (Arrays.stream(all).anyMatch(DatabaseCheck::isFuture)) {
            return Finding.obstacle(SUBJECT, "%s, newer than the %s known here".formatted(found, known),
                    "update this Flatsweep; its workers refuse a schema that they do not know");
        }
        return migrations.pending().length == 0
                ? Finding.good(SUBJECT, found)
                : Finding.remark(SUBJECT, "%s of %s".formatted(found, known),
                        "starting the API brings it up to date; workers wait until then");
    }

    private static boolean isFuture(MigrationInfo migration) {
        return migration.getState() == MigrationState.FUTURE_SUCCESS
                || migration.getState() == MigrationState.FUTURE_FAILED;
    }

    private static String version(MigrationInfo migration) {
        return String.valueOf(migration.getVersion());
    }
}
