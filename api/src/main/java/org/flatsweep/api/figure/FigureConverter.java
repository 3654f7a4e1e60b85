package org.flatsweep.api.figure;

import java.io.IOException;
import java.util.function.Function;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;

/** Writes a figure in one format. */
class FigureConverter extends AbstractHttpMessageConverter<Figure> {

    private final Function<Figure, byte[]> format;

    FigureConverter(MediaType mediaType, Function<Figure, byte[]> format) {
        super(mediaType);
        this.format = format;
    }

    @Override
    protected boolean supports(Class<?> type) {
        return Figure.class.isAssignableFrom(type);
    }

    @Override
    public boolean canRead(Class<?> type, MediaType mediaType) {
        return false;
    }

    @Override
    protected Figure readInternal(Class<? extends Figure> type, HttpInputMessage input) {
        throw new HttpMessageNotReadableException("figures are only written", input);
    }

    @Override
    protected void writeInternal(Figure figure, HttpOutputMessage output) throws IOException {
        Typeface.requireUsable();
        byte[] bytes = format.apply(figure);
        output.getBody().write(bytes);
    }
}
