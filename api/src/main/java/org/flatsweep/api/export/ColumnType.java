package org.flatsweep.api.export;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The types of PostgreSQL that the documented views have. */
enum ColumnType {
    INTEGER("int4"),
    LONG("int8"),
    REAL("float8"),
    FLAG("bool"),
    TEXT("text"),
    /** An {@link Instant}, to the microsecond. */
    TIME("timestamptz"),
    /** As JSON text. */
    JSON("jsonb");

    private final String postgresName;

    ColumnType(String postgresName) {
        this.postgresName = postgresName;
    }

    /** @throws IllegalArgumentException if no format here can write such a type */
    static ColumnType of(String postgresName) {
        return Arrays.stream(values())
                .filter(type -> type.postgresName.equals(postgresName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no format writes a column of type " + postgresName));
    }

    @Nullable Object read(ResultSet row, int column) throws SQLException {
        return switch (this) {
            case INTEGER, LONG, REAL, FLAG, TEXT -> row.getObject(column);
            case JSON -> row.getString(column);
            case TIME -> {
                OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
                yield time == null ? null : time.toInstant();
            }
        };
    }
}
