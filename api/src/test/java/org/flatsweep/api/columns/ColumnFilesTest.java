package org.flatsweep.api.columns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.flatsweep.api.columns.TrialColumns.Kind;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ColumnFilesTest {

    @Test
    void shouldWriteAValueThatComesBackAsThePlaceWhereItWasFirst() throws IOException {
        assertThat(written("sam", "rsam", null, "sam", null)).isEqualTo(column("""
                "values": ["sam", "rsam", null], "codes": [0, 1, 2, 0, 2]"""));
        assertThat(written(1, 1, 2)).isEqualTo(column("""
                "values": [1, 2], "codes": [0, 0, 1]"""));
    }

    @Test
    void shouldWriteNoPlacesWhereEachRowHasAValueOfItsOwn() throws IOException {
        assertThat(written(0.5, 0.25, 0.75)).isEqualTo(column("""
                "values": [0.5, 0.25, 0.75]"""));
    }

    @Test
    void shouldWriteNoPlacesWhereAllRowsShareAValue() throws IOException {
        assertThat(written("sam", "sam", "sam")).isEqualTo(column("""
                "values": ["sam"]"""));
        assertThat(written(null, null)).isEqualTo(column("""
                "values": [null]"""));
        assertThat(written()).isEqualTo(column("""
                "values": []"""));
    }

    @Test
    void shouldWriteAValueOnceMoreWhenItHasForgottenIt() throws IOException {
        Object[] many = IntStream.rangeClosed(0, ColumnFiles.REMEMBERED).boxed().toArray();
        Object[] andTheFirst = Arrays.copyOf(many, many.length + 1);
        andTheFirst[many.length] = many[0];

        assertThat(JsonMapper.shared().readTree(written(andTheFirst)).get("values").size())
                .isEqualTo(andTheFirst.length);
    }

    private static String column(String values) {
        return JsonMapper.shared().readTree("""
                {"name": "column", "kind": "TRIAL", %s}""".formatted(values)).toString();
    }

    private static String written(Object... values) throws IOException {
        try (ColumnFiles columns = new ColumnFiles(); ByteArrayOutputStream stream = new ByteArrayOutputStream()) {
            columns.declare("column", Kind.TRIAL);
            for (Object value : values) {
                columns.set("column", value);
                columns.nextRow();
            }
            columns.writeTo(stream);
            return JsonMapper.shared().readTree(stream.toByteArray()).at("/columns/0").toString();
        }
    }
}
