package org.flatsweep.api.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flatsweep.api.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;

class DefinitionParserTest {

    @Test
    void shouldReadYamlScalarsByTheCoreSchema() throws IOException {
        assertThat(parse(MediaType.APPLICATION_YAML, """
                numbers: [1e-4, 2.5E-4, 3, -1.5, +7, 0x10]
                words: [yes, "1", '2', 1_000, 2026-01-01, <<]
                flags: [true, False]
                nothing: [~, null, ]
                """)).isEqualTo(Map.of(
                "numbers", List.of(1e-4, 2.5e-4, 3, -1.5, 7, 16),
                "words", List.of("yes", "1", "2", "1_000", "2026-01-01", "<<"),
                "flags", List.of(true, false),
                "nothing", Arrays.asList(null, null)));
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("json", "", 1, 1, "empty"),
                Arguments.of("json", "[1,", 1, 4, "end-of-input"),
                Arguments.of("json", "{\"a\": 1} x", 1, 10, "'x'"),
                Arguments.of("json", "{} {}", 1, 4, "after the end"),
                Arguments.of("json", "{\"a\": 1,\n \"a\": 2}", 2, 5, "Duplicate"),
                Arguments.of("json", "{\"a\": " + "9".repeat(101) + "}", 1, 108, "exceeds the maximum allowed (100)"),
                Arguments.of("json", "[".repeat(100_000), 1, 52, "exceeds the maximum allowed (50)"),
                Arguments.of("yaml", "", 1, 1, "empty"),
                Arguments.of("yaml", "# nothing but a comment", 1, 24, "empty"),
                Arguments.of("yaml", "a: [1,\nb: 2", 2, 5, "stream end"),
                Arguments.of("yaml", "a: 1\na: 2", 2, 1, "'a' stands twice"),
                Arguments.of("yaml", "a: 1\n---\nb: 2", 2, 1, "second document"),
                Arguments.of("yaml", "a: &x [1]\nb: *x", 2, 4, "aliases"),
                Arguments.of("yaml", "a: &x [*x]", 1, 8, "aliases"),
                Arguments.of("yaml", "a: !!java.net.URL [b]", 1, 4, "tags"),
                Arguments.of("yaml", "a: !!binary aGVsbG8=", 1, 4, "tags"),
                Arguments.of("yaml", "? [1]\n: 2", 1, 3, "key"),
                Arguments.of("yaml", "a: " + "9".repeat(101), 1, 4, "longer than 100"),
                Arguments.of("yaml", "[".repeat(100_000), 1, 51, "deeper than 50"),
                Arguments.of("yaml", "- ".repeat(100_000), 1, 101, "deeper than 50"),
                Arguments.of("yaml", "a:\n\tb: c", 2, 1, "TAB"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void shouldRefuseAMalformedDocumentWhereItBreaksOff(
            String format, String text, int line, int column, String reason) {
        Problem problem = catchThrowableOfType(Problem.class, () -> parse(new MediaType("application", format), text));
        assertThat(problem.getStatusCode().value()).isEqualTo(400);
        assertThat(problem.getBody().getDetail()).contains(reason).doesNotContainPattern("tools\\.jackson|StreamRead");
        assertThat(problem.getBody().getProperties()).containsEntry("line", line).containsEntry("column", column);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/yaml"})
    void shouldRefuseBytesThatAreNoText(String contentType) {
        byte[] bytes = {'{', '"', 'a', '"', ':', '"', (byte) 0xff, (byte) 0xfe, '"', '}'};
        Problem problem = catchThrowableOfType(Problem.class, () ->
                DefinitionParser.parse(new ByteArrayInputStream(bytes), MediaType.valueOf(contentType)));
        assertThat(problem.getStatusCode().value()).isEqualTo(400);
    }

    private static Object parse(MediaType contentType, String text) throws IOException {
        return DefinitionParser.parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), contentType);
    }
}
