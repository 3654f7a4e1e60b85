package org.flatsweep.api.export;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** Parquet: JSON has the logical type of that name, times are microseconds in UTC, and any column may be null. */
final class ParquetRows implements RowWriter {

    /** What is held in memory before it is written, about. */
    private static final long ROW_GROUP_BYTES = 8 << 20;

    private final ParquetWriter<List<Object>> parquet;

    ParquetRows(List<Column> columns, OutputStream stream) throws IOException {
        parquet = new Builder(columns, stream)
                .withConf(new PlainParquetConfiguration())
                .withCompressionCodec(CompressionCodecName.GZIP)
                .withCodecFactory(new GzipCodec())
                .withRowGroupSize(ROW_GROUP_BYTES)
                .build();
    }

    @Override
    public void write(List<Object> values) throws IOException {
        parquet.write(values);
    }

    @Override
    public void finish() throws IOException {
        parquet.close();
    }

    private static final class Builder extends ParquetWriter.Builder<List<Object>, Builder> {

        private final List<Column> columns;

        Builder(List<Column> columns, OutputStream stream) {
            super(new ParquetStream(stream));
            this.columns = columns;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        protected WriteSupport<List<Object>> getWriteSupport(ParquetConfiguration configuration) {
            return new Rows(columns);
        }

        @Override
        @SuppressWarnings("deprecation") // abstract in the library, which calls the one above
        protected WriteSupport<List<Object>> getWriteSupport(Configuration configuration) {
            throw new UnsupportedOperationException("Hadoop is not used");
        }
    }

    private static final class Rows extends WriteSupport<List<Object>> {

        private final List<Column> columns;
        private RecordConsumer record;

        Rows(List<Column> columns) {
            this.columns = columns;
        }

        @Override
        public WriteContext init(ParquetConfiguration configuration) {
            Type[] fields = columns.stream().map(Rows::field).toArray(Type[]::new);
            return new WriteContext(new MessageType("flatsweep", fields), Map.of());
        }

        @Override
        @SuppressWarnings("deprecation") // as above
        public WriteContext init(Configuration configuration) {
            throw new UnsupportedOperationException("Hadoop is not used");
        }

        private static Type field(Column column) {
            return switch (column.type()) {
                case INTEGER -> Types.optional(PrimitiveTypeName.INT32).named(column.name());
                case LONG -> Types.optional(PrimitiveTypeName.INT64).named(column.name());
                case REAL -> Types.optional(PrimitiveTypeName.DOUBLE).named(column.name());
                case FLAG -> Types.optional(PrimitiveTypeName.BOOLEAN).named(column.name());
                case TEXT -> Types.optional(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType()).named(column.name());
                case JSON -> Types.optional(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.jsonType()).named(column.name());
                case TIME -> Types.optional(PrimitiveTypeName.INT64)
                        .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS)).named(column.name());
            };
        }

        @Override
        public void prepareForWrite(RecordConsumer consumer) {
            record = consumer;
        }

        @Override
        public void write(List<Object> values) {
            record.startMessage();
            for (int i = 0; i < values.size(); i++) {
                if (values.get(i) != null) {
                    record.startField(columns.get(i).name(), i);
                    add(columns.get(i).type(), values.get(i));
                    record.endField(columns.get(i).name(), i);
                }
            }
            record.endMessage();
        }

        private void add(ColumnType type, Object value) {
            switch (type) {
                case INTEGER -> record.addInteger((Integer) value);
                case LONG -> record.addLong((Long) value);
                case REAL -> record.addDouble((Double) value);
                case FLAG -> record.addBoolean((Boolean) value);
                case TEXT, JSON -> record.addBinary(Binary.fromString((String) value));
                case TIME -> record.addLong(ChronoUnit.MICROS.between(Instant.EPOCH, (Instant) value));
            }
        }
    }
}
