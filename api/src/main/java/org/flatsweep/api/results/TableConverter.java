package org.flatsweep.api.results;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;

/** Writes tables as text of one media type. */
class TableConverter extends AbstractHttpMessageConverter<Tabular<?>> {

    private final Function<Tabular<?>, String> format;

    TableConverter(MediaType mediaType, Function<Tabular<?>, String> format) {
        super(StandardCharsets.UTF_8, mediaType);
        this.format = format;
    }

    @Override
    protected boolean supports(Class<?> type) {
        return Tabular.class.isAssignableFrom(type);
    }

    @Override
    public boolean canRead(Class<?> type, MediaType mediaType) {
        return false;
    }

    @Override
    protected Tabular<?> readInternal(Class<? extends Tabular<?>> type, HttpInputMessage input) {
        throw new HttpMessageNotReadableException("tables are only written", input);
    }

    @Override
    protected void writeInternal(Tabular<?> table, HttpOutputMessage output) throws IOException {
        output.getBody().write(format.apply(table).getBytes(StandardCharsets.UTF_8));
    }
}
