package org.flatsweep.api.sweep;

import java.io.IOException;
import java.io.InputStream;
import org.flatsweep.api.problem.Problem;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Turns the body of a submission into maps, lists and scalars; what they mean is the domain's business. */
public final class DefinitionParser {

    public static final int MAX_BYTES = 1 << 20;
    static final int MAX_DEPTH = 50;
    static final int MAX_NUMBER_LENGTH = 100;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Python writes NaN and Infinity as they stand here; refused later, under the name of their field.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build())
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private DefinitionParser() {}

    /**
     * @throws Problem 413 if the body is longer than {@link #MAX_BYTES}, 400 with line and column if it is not
     *     well-formed, or nests deeper or has longer numbers than the limits here
     */
    public static Object parse(InputStream body, MediaType contentType) throws IOException {
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new Problem(HttpStatus.CONTENT_TOO_LARGE,
                    "the definition is longer than %d bytes".formatted(MAX_BYTES));
        }
        return contentType.isCompatibleWith(MediaType.APPLICATION_JSON) ? parseJson(bytes) : YamlTree.parse(bytes);
    }

    private static Object parseJson(byte[] bytes) {
        try (JsonParser parser = JSON.createParser(bytes)) {
            try {
                if (parser.nextToken() == null) {
                    throw malformed("JSON", 1, 1, "the body is empty", null);
                }
                Object tree = JSON.readValue(parser, Object.class);
                if (parser.nextToken() != null) {
                    throw malformed("JSON", parser.currentTokenLocation(), "text after the end of the document", null);
                }
                return tree;
            } catch (JacksonException e) {
                TokenStreamLocation where = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
                throw malformed("JSON", where, e.getOriginalMessage().replaceAll(", from `[^`]*`", ""), e);
            }
        }
    }

    private static Problem malformed(String format, TokenStreamLocation where, String what, Throwable cause) {
        return malformed(format, where.getLineNr(), where.getColumnNr(), what, cause);
    }

    /** @param line from 1, as {@code column} */
    static Problem malformed(String format, int line, int column, String what, Throwable cause) {
        String detail = "not a readable %s document, line %d, column %d: %s".formatted(format, line, column, what);
        return new Problem(HttpStatus.BAD_REQUEST, detail, cause).with("line", line).with("column", column);
    }
}
