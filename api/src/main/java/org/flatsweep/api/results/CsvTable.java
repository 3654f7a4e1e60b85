package org.flatsweep.api.results;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flatsweep.domain.Hyperparameter;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;
import tools.jackson.dataformat.csv.CsvWriteFeature;

/**
 * Rows for data frames, by RFC 4180: the names and raw numbers of JSON, {@code difference_t} for t of a difference, one
 * column a hyperparameter that any row has, nothing where a row has no value.
 */
final class CsvTable {

    private static final CsvMapper CSV =
            CsvMapper.builder().enable(CsvWriteFeature.STRICT_CHECK_FOR_QUOTING).build();
    private static final JsonMapper JSON =
            JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
    private static final PropertyNamingStrategies.SnakeCaseStrategy NAMES =
            new PropertyNamingStrategies.SnakeCaseStrategy();

    private CsvTable() {}

    static String csv(Tabular<?> table) {
        List<Map<String, Object>> rows = table.rows().stream().map(CsvTable::cells).toList();
        CsvSchema.Builder schema = CsvSchema.builder().setUseHeader(true).setLineSeparator("\r\n");
        columns("", table.rowType(), rows).forEach(schema::addColumn);
        return CSV.writer(schema.build()).writeValueAsString(rows);
    }

    private static Map<String, Object> cells(Record row) {
        Map<String, Object> cells = new LinkedHashMap<>();
        JSON.convertValue(row, new TypeReference<Map<String, Object>>() {}).forEach((name, value) -> {
            if (value instanceof Map<?, ?> nested) {
                nested.forEach((key, inner) -> cells.put(column(name, key.toString()), inner));
            } else if (value != null) {
                cells.put(name, value);
            }
        });
        return cells;
    }

    /** Those of records also where no row has one, so that a program finds the same columns every time. */
    private static Stream<String> columns(String prefix, Class<?> type, List<Map<String, Object>> rows) {
        return Stream.of(type.getRecordComponents()).flatMap((RecordComponent component) -> {
            String name = prefix + NAMES.nameForField(null, null, component.getName());
            if (component.getType() == Map.class) {
                return Stream.of(Hyperparameter.values())
                        .map(hyperparameter -> column(name, hyperparameter.key()))
                        .filter(column -> rows.stream().anyMatch(row -> row.containsKey(column)));
            }
            return component.getType().isRecord()
                    ? columns(name + "_", component.getType(), rows)
                    : Stream.of(name);
        });
    }

    private static String column(String name, String nested) {
        return name.equals("hyperparameters") ? nested : name + "_" + nested;
    }
}
