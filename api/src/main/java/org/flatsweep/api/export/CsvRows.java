package org.flatsweep.api.export;

import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.SequenceWriter;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;
import tools.jackson.dataformat.csv.CsvWriteFeature;

/** RFC 4180 with a header. Null is nothing, an empty text {@code ""}; JSON is quoted text, times are ISO 8601 in UTC. */
final class CsvRows implements RowWriter {

    private static final CsvMapper CSV = CsvMapper.builder()
            .enable(CsvWriteFeature.STRICT_CHECK_FOR_QUOTING, CsvWriteFeature.ALWAYS_QUOTE_EMPTY_STRINGS)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private final SequenceWriter csv;

    CsvRows(List<Column> columns, OutputStream stream) {
        CsvSchema.Builder schema = CsvSchema.builder().setUseHeader(true).setLineSeparator("\r\n");
        columns.forEach(column -> schema.addColumn(column.name()));
        csv = CSV.writer(schema.build()).writeValues(stream);
    }

    @Override
    public void write(List<Object> values) {
        csv.write(values);
    }

    @Override
    public void finish() {
        csv.close();
    }
}
