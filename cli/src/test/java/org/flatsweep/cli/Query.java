package org.flatsweep.cli;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flatsweep.database.DatabaseAddress;

/** Asks a database over a new connection, as it may have been restarted. */
final class Query {

    private Query() {}

    /** The first column of what {@code sql} selects. */
    static List<String> column(DatabaseAddress address, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> column = new ArrayList<>();
            while (rows.next()) {
                column.add(rows.getString(1));
            }
            return column;
        }
    }
}
