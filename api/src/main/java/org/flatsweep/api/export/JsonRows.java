package org.flatsweep.api.export;

import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/** One object a row, in an array or one a line; times are ISO 8601 in UTC. */
final class JsonRows implements RowWriter {

    private static final JsonMapper JSON =
            JsonMapper.builder(JsonFactory.builder().rootValueSeparator("").build())
                    .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                    .build();

    private final List<Column> columns;
    private final String end;
    private final JsonGenerator json;

    /** @param end what stands after each object */
    private JsonRows(List<Column> columns, String end, OutputStream stream) {
        this.columns = columns;
        this.end = end;
        this.json = JSON.createGenerator(stream);
    }

    static JsonRows array(List<Column> columns, OutputStream stream) {
        JsonRows rows = new JsonRows(columns, "", stream);
        rows.json.writeStartArray();
        return rows;
    }

    static JsonRows lines(List<Column> columns, OutputStream stream) {
        return new JsonRows(columns, "\n", stream);
    }

    @Override
    public void write(List<Object> values) {
        json.writeStartObject();
        for (int i = 0; i < values.size(); i++) {
            json.writeName(columns.get(i).name());
            if (values.get(i) != null && columns.get(i).type() == ColumnType.JSON) {
                json.writeRawValue((String) values.get(i));
            } else {
                json.writePOJO(values.get(i));
            }
        }
        json.writeEndObject();
        json.writeRaw(end);
    }

    /** Closing the generator ends the array. */
    @Override
    public void finish() {
        json.close();
    }
}
