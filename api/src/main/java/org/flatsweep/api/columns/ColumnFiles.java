package org.flatsweep.api.columns;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.flatsweep.api.columns.TrialColumns.Kind;
import org.flatsweep.domain.Sha256;
import org.springframework.util.FileSystemUtils;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns rows into columns with a temporary file for each, because no column may be sent before the one to its left is
 * whole, and a million rows are more than memory should hold.
 */
final class ColumnFiles implements AutoCloseable {

    private static final JsonMapper JSON =
            JsonMapper.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private final Path directory;
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private long rows;

    ColumnFiles() throws IOException {
        directory = Files.createTempDirectory("flatsweep-columns");
    }

    /** Puts a column to the right of the others, with a file once it has a value. */
    void declare(String name, Kind kind) {
        columns.putIfAbsent(name, new Column(name, kind));
    }

    /** Sets a value of the current row; what is not set is null. */
    void set(String name, Object value) {
        if (value != null) {
            columns.get(name).set(value);
        }
    }

    void nextRow() {
        rows++;
    }

    /** Writes a document as {@link TrialColumns} describes it. The stream stays open. */
    void writeTo(OutputStream stream) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(stream)) {
            json.writeStartObject();
            json.writeNumberProperty("count", rows);
            json.writeArrayPropertyStart("columns");
            for (Column column : columns.values()) {
                if (column.kind == Kind.TRIAL || column.values != null) {
                    column.writeTo(json, stream);
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    /** Of the document, in hexadecimal digits. */
    String sha256() throws IOException {
        MessageDigest digest = Sha256.digest();
        writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws IOException {
        try {
            columns.values().forEach(Column::finish);
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
    }

    /** Its file holds a JSON array. */
    private final class Column {

        private final String name;
        private final Kind kind;
        private JsonGenerator values;
        private long size;

        Column(String name, Kind kind) {
            this.name = name;
            this.kind = kind;
        }

        private Path file() {
            return directory.resolve(name + ".json");
        }

        void set(Object value) {
            padTo(rows);
            values.writePOJO(value);
            size++;
        }

        private void padTo(long rows) {
            if (values == null) {
                open();
            }
            for (; size < rows; size++) {
                values.writeNull();
            }
        }

        private void open() {
            try {
                values = JsonMapper.shared().createGenerator(new BufferedOutputStream(Files.newOutputStream(file())));
                values.writeStartArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void writeTo(JsonGenerator json, OutputStream stream) throws IOException {
            padTo(rows);
            finish();
            json.writeStartObject();
            json.writeStringProperty("name", name);
            json.writeStringProperty("kind", kind.name());
            json.writeName("values");
            json.writeRawValue("");
            json.flush();
            Files.copy(file(), stream);
            json.writeEndObject();
        }

        void finish() {
            if (values != null) {
                values.close();
            }
        }
    }
}
