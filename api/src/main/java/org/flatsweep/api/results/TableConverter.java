package org.flatsweep.api.results;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;

/** Writes a results table as text of one media type. */
class TableConverter extends AbstractHttpMessageConverter<ResultsTable> {

    private final Function<ResultsTable, String> format;

    TableConverter(MediaType mediaType, Function<ResultsTable, String> format) {
        super(StandardCharsets.UTF_8, mediaType);
        this.format = format;
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type == ResultsTable.class;
    }

    @Override
    public boolean canRead(Class<?> type, MediaType mediaType) {
        return false;
    }

    @Override
    protected ResultsTable readInternal(Class<? extends ResultsTable> type, HttpInputMessage input) {
        throw new HttpMessageNotReadableException("tables are only written", input);
    }

    @Override
    protected void writeInternal(ResultsTable table, HttpOutputMessage output) throws IOException {
        output.getBody().write(format.apply(table).getBytes(StandardCharsets.UTF_8));
    }
}
