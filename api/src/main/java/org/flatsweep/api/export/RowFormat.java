package org.flatsweep.api.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import org.springframework.http.MediaType;

/** The formats of exports; {@code ?format=} names them as their files end. */
enum RowFormat {
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

    MediaType mediaType() {
        return mediaType;
    }

    String ending() {
        return name().toLowerCase(Locale.ROOT);
    }
}
