package org.flatsweep.api.export;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A column of a relation, as the database describes it, so that no format has a list of its own. */
record Column(String name, ColumnType type) {

    static List<Column> of(ResultSetMetaData description) throws SQLException {
        List<Column> columns = new ArrayList<>();
        for (int i = 1; i <= description.getColumnCount(); i++) {
            columns.add(new Column(description.getColumnName(i), ColumnType.of(description.getColumnTypeName(i))));
        }
        return List.copyOf(columns);
    }

    /** Values in the order of the columns; some are null. */
    static List<Object> read(List<Column> columns, ResultSet row) throws SQLException {
        List<Object> values = new ArrayList<>(columns.size());
        for (Column column : columns) {
            values.add(column.type().read(row, values.size() + 1));
        }
        return values;
    }
}
