package org.flatsweep.api.export;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.springframework.http.MediaType;

/** How rows are written; {@code ?format=} names the formats as their files end. */
public enum RowFormat {
    JSON(MediaType.APPLICATION_JSON_VALUE) {
        @Override
        RowWriter open(List<Column> columns, OutputStream stream) {
            return JsonRows.array(columns, stream);
        }
    },
    NDJSON("application/x-ndjson") {
        @Override
        RowWriter open(List<Column> columns, OutputStream stream) {
            return JsonRows.lines(columns, stream);
        }
    },
    CSV("text/csv") {
        @Override
        RowWriter open(List<Column> columns, OutputStream stream) {
            return new CsvRows(columns, stream);
        }
    },
    PARQUET("application/vnd.apache.parquet") {
        @Override
        RowWriter open(List<Column> columns, OutputStream stream) throws IOException {
            return new ParquetRows(columns, stream);
        }
    };

    private final MediaType mediaType;

    RowFormat(String mediaType) {
        this.mediaType = MediaType.valueOf(mediaType);
    }

    abstract RowWriter open(List<Column> columns, OutputStream stream) throws IOException;

    /**
     * Each row as the result set gives it. The stream stays open.
     *
     * @return how many there were
     * @throws UncheckedIOException if the stream takes no more
     */
    public long write(ResultSet rows, OutputStream stream) throws SQLException {
        try {
            List<Column> columns = Column.of(rows.getMetaData());
            RowWriter writer = open(columns, stream);
            long written = 0;
            for (; rows.next(); written++) {
                writer.write(Column.read(columns, rows));
            }
            writer.finish();
            return written;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    MediaType mediaType() {
        return mediaType;
    }

    String ending() {
        return name().toLowerCase(Locale.ROOT);
    }
}
