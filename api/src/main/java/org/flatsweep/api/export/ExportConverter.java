package org.flatsweep.api.export;

import java.io.IOException;
import java.io.OutputStream;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes each row of an export as the database's cursor gives it, in one format. */
class ExportConverter extends AbstractHttpMessageConverter<Export> {

    private final RowFormat format;
    private final JdbcClient jdbc;
    private final Snapshots snapshots;

    ExportConverter(RowFormat format, JdbcClient jdbc, Snapshots snapshots) {
        super(format.mediaType());
        this.format = format;
        this.jdbc = jdbc;
        this.snapshots = snapshots;
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type == Export.class;
    }

    @Override
    public boolean canRead(Class<?> type, MediaType mediaType) {
        return false;
    }

    @Override
    protected Export readInternal(Class<? extends Export> type, HttpInputMessage input) {
        throw new HttpMessageNotReadableException("exports are only written", input);
    }

    @Override
    protected void writeInternal(Export export, HttpOutputMessage output) throws IOException {
        output.getHeaders().setContentDisposition(ContentDisposition.attachment()
                .filename(export.fileName(format.ending()))
                .build());
        OutputStream body = output.getBody();
        ResultSetExtractor<Long> writing = rows -> format.write(rows, body);
        snapshots.read(() -> jdbc.sql(export.relation().query())
                .param("id", export.sweepId())
                .withFetchSize(Snapshots.FETCH_SIZE)
                .query(writing));
    }
}
