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
 * Turns rows into columns with temporary files for each, because no column may be sent before the one to its left is
 * whole, and a million rows are more than memory should hold.
 */
final class ColumnFiles implements AutoCloseable {

    private static final JsonMapper JSON =
            JsonMapper.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    /** So many values of a column are known again when they come back; one that is not is written once more. */
    static final int REMEMBERED = 4_096;

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

    /** One JSON array has its values in the order in which they were first met, the other which of them each row has. */
    private final class Column {

        private final String name;
        private final Kind kind;
        private final Map<Object, Integer> codeOf = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Object, Integer> eldest) {
                return size() > REMEMBERED;
            }
        };
        private JsonGenerator values;
        private int distinct;
        /** Not before some row shares its value with some, but not with all. */
        private JsonGenerator codes;
        private long size;

        Column(String name, Kind kind) {
            this.name = name;
            this.kind = kind;
        }

        private Path file(String part) {
            return directory.resolve(name + "." + part);
        }

        void set(Object value) {
            padTo(rows);
            add(value);
        }

        private void padTo(long rows) {
            if (values == null) {
                values = open("values");
            }
            while (size < rows) {
                add(null);
            }
        }

        private void add(Object value) {
            Integer known = codeOf.get(value);
            int code = known == null ? distinct : known;
            boolean shared = distinct == 1;
            if (known == null) {
                codeOf.put(value, distinct++);
                values.writePOJO(value);
            }
            if (codes == null && distinct > 1 && distinct <= size) {
                codes = open("codes");
                for (int row = 0; row < size; row++) {
                    codes.writeNumber(shared ? 0 : row);
                }
            }
            if (codes != null) {
                codes.writeNumber(code);
            }
            size++;
        }

        private JsonGenerator open(String part) {
            try {
                return JsonMapper.shared()
                        .createGenerator(new BufferedOutputStream(Files.newOutputStream(file(part))))
                        .writeStartArray();
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
            copy("values", json, stream);
            if (codes != null) {
                copy("codes", json, stream);
            }
            json.writeEndObject();
        }

        private void copy(String part, JsonGenerator json, OutputStream stream) throws IOException {
            json.writeName(part);
            json.writeRawValue("");
            json.flush();
            Files.copy(file(part), stream);
        }

        void finish() {
            if (values != null) {
                values.close();
            }
            if (codes != null) {
                codes.close();
            }
        }
    }
}
