package org.flatsweep.api.results;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.flatsweep.api.results.ResultsTable.ResultsRow;
import org.flatsweep.domain.Hyperparameter;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;
import tools.jackson.dataformat.csv.CsvWriteFeature;

/** The table for data frames: one column a hyperparameter, raw fractions and nats, nothing where none applies. */
final class TableCsv {

    private static final CsvMapper CSV =
            CsvMapper.builder().enable(CsvWriteFeature.STRICT_CHECK_FOR_QUOTING).build();

    private TableCsv() {}

    static String csv(ResultsTable table) {
        Set<String> present = new TreeSet<>();
        table.rows().forEach(row -> present.addAll(row.hyperparameters().keySet()));
        CsvSchema.Builder schema = CsvSchema.builder().setUseHeader(true).setLineSeparator("\r\n");
        Stream.of("dataset", "model", "method", "method_label").forEach(schema::addColumn);
        Stream.of(Hyperparameter.values())
                .map(Hyperparameter::key)
                .filter(present::contains)
                .forEach(schema::addColumn);
        Stream.of("configurations", "ties", "seeds", "seeds_asked", "validation_accuracy", "validation_standard_error",
                "test_accuracy", "test_standard_error", "train_seconds", "measure", "validation_loss",
                "validation_loss_standard_error", "test_loss", "test_loss_standard_error", "validation_elbo",
                "test_elbo").forEach(schema::addColumn);
        List<Map<String, Object>> rows = table.rows().stream().map(TableCsv::cells).toList();
        return CSV.writer(schema.build()).writeValueAsString(rows);
    }

    private static Map<String, Object> cells(ResultsRow row) {
        Map<String, Object> cells = new LinkedHashMap<>(row.hyperparameters());
        cells.put("dataset", row.dataset());
        cells.put("model", row.model());
        cells.put("method", row.method());
        cells.put("method_label", row.methodLabel());
        cells.put("configurations", row.configurations());
        cells.put("ties", row.ties());
        cells.put("seeds", row.seeds());
        cells.put("seeds_asked", row.seedsAsked());
        cells.put("validation_accuracy", row.validationAccuracy());
        cells.put("validation_standard_error", row.validationStandardError());
        cells.put("test_accuracy", row.testAccuracy());
        cells.put("test_standard_error", row.testStandardError());
        cells.put("train_seconds", row.trainSeconds());
        cells.put("measure", row.measure());
        cells.put("validation_loss", row.validationLoss());
        cells.put("validation_loss_standard_error", row.validationLossStandardError());
        cells.put("test_loss", row.testLoss());
        cells.put("test_loss_standard_error", row.testLossStandardError());
        cells.put("validation_elbo", row.validationElbo());
        cells.put("test_elbo", row.testElbo());
        return cells;
    }
}
