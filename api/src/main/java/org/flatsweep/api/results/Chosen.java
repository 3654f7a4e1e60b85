package org.flatsweep.api.results;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.flatsweep.api.results.ResultsTable.ResultsRow;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.Measure;
import org.flatsweep.domain.Method;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A row of the view {@code results.best_config}.
 *
 * @param columns by name
 * @param tests test accuracy or ELBO by seed
 */
record Chosen(Map<String, Object> columns, Map<Long, Double> tests) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** What two methods have in common that can be compared, and two sweeps but for the method. */
    record Task(String dataset, String model) {}

    /** @param columns with {@code tests}, a JSON object */
    static Chosen of(Map<String, Object> columns) {
        return new Chosen(columns,
                JSON.readValue(columns.get("tests").toString(), new TypeReference<Map<Long, Double>>() {}));
    }

    Task task() {
        return new Task(text("dataset"), text("model"));
    }

    String method() {
        return text("method");
    }

    String methodLabel() {
        return Method.byKey(method()).map(Method::label).orElse(method());
    }

    Measure measure() {
        return Measure.valueOf(text("measure"));
    }

    /** In the order in which columns are listed, which jsonb does not keep. */
    Map<String, Object> hyperparameters() {
        Map<String, Object> unordered = JSON.readValue(text("hyperparameters"), new TypeReference<>() {});
        Map<String, Object> ordered = new LinkedHashMap<>();
        Stream.of(Hyperparameter.values())
                .map(Hyperparameter::key)
                .filter(unordered::containsKey)
                .forEach(key -> ordered.put(key, unordered.get(key)));
        return ordered;
    }

    /** By its measure, as its standard error. */
    @Nullable Double test() {
        return number(measure() == Measure.ELBO ? "test_elbo" : "test_accuracy");
    }

    @Nullable Double testStandardError() {
        return number(measure() == Measure.ELBO ? "test_loss_standard_error" : "test_standard_error");
    }

    ResultsRow row(@Nullable PairedDifference difference) {
        return new ResultsRow(
                text("dataset"),
                text("model"),
                method(),
                methodLabel(),
                hyperparameters(),
                count("configurations"),
                count("configurations_incomplete"),
                count("ties"),
                (int) count("seeds"),
                (int) count("seeds_asked"),
                (int) count("seeds_missing"),
                number("validation_accuracy"),
                number("validation_standard_error"),
                number("test_accuracy"),
                number("test_standard_deviation"),
                number("test_standard_error"),
                number("train_seconds"),
                measure(),
                number("validation_loss"),
                number("validation_loss_standard_error"),
                number("test_loss"),
                number("test_loss_standard_deviation"),
                number("test_loss_standard_error"),
                number("validation_elbo"),
                number("test_elbo"),
                Interval.bootstrap(tests.values()).orElse(null),
                difference);
    }

    String text(String column) {
        return columns.get(column).toString();
    }

    long count(String column) {
        return ((Number) columns.get(column)).longValue();
    }

    @Nullable Double number(String column) {
        return (Double) columns.get(column);
    }
}
