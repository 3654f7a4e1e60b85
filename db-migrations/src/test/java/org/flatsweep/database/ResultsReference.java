package org.flatsweep.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Writes {@code docs/results-schema.md} from what a migrated database says of itself. */
final class ResultsReference {

    private static final String RELATIONS = """
            select oid, relname, obj_description(oid) from pg_class
            where relnamespace = 'results'::regnamespace and relkind in ('v', 'r', 'm')
            order by relname""";
    private static final String COLUMNS = """
            select attname, format_type(atttypid, atttypmod), col_description(attrelid, attnum) from pg_attribute
            where attrelid = %d and attnum > 0 and not attisdropped
            order by attnum""";

    private final StringBuilder text = new StringBuilder();
    private final Connection connection;

    private ResultsReference(Connection connection) {
        this.connection = connection;
    }

    static String markdown(Connection connection) throws SQLException {
        return new ResultsReference(connection).write();
    }

    private String write() throws SQLException {
        line("# The schema `results`");
        line("");
        line("<!-- Made from the migrated database by ResultsReferenceTest, which says how; not to be edited. -->");
        line("");
        line("What [results.md](results.md) tells how to use, view by view; `\\d+ results.trial` in psql shows the same.");
        line("[methods.md](methods.md) has the equations of methods, [probes.md](probes.md) those of probes.");
        try (Statement statement = connection.createStatement();
                ResultSet relation = statement.executeQuery(RELATIONS)) {
            while (relation.next()) {
                line("");
                line("## " + relation.getString("relname"));
                line("");
                line(relation.getString("obj_description") + ".");
                columns(relation.getLong("oid"));
            }
        }
        return text.toString();
    }

    private void columns(long relation) throws SQLException {
        line("");
        line("| column | type | meaning |");
        line("|---|---|---|");
        try (Statement statement = connection.createStatement();
                ResultSet column = statement.executeQuery(COLUMNS.formatted(relation))) {
            while (column.next()) {
                line("| `%s` | %s | %s |".formatted(column.getString("attname"), column.getString("format_type"),
                        column.getString("col_description").replace("|", "\\|")));
            }
        }
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
