package org.flatsweep.api.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExportTest extends ApiTest {

    private static final String AWKWARD_NAME = "\"rho\", σ₀ = 0.1\r\nand, more";

    private final JsonMapper json = new JsonMapper();

    @TempDir
    private Path directory;

    /** Trials in every state, and two metrics of one of them, not in their order. */
    @BeforeEach
    void sweepWithCurves() {
        submit(SIX_TRIALS);
        jdbc.sql("update sweep set name = :name").param("name", AWKWARD_NAME).update();
        worker("w").claim(2, 30);
        worker("w").completeEpoch(2, 1, Map.of("train_loss", 1e-300, "lr", 0.1));
        worker("w").completeEpoch(2, 2, Map.of("train_loss", 1.0 / 3, "lr", Double.MAX_VALUE));
        worker("w").succeed(2, 0.1 + 0.2, 0.8);
        worker("w").claim(3, 30);
        worker("w").completeEpoch(3, 1, Map.of("lr", -0.0));
        worker("w").fail(3, "DIVERGED", "NaN");
    }

    @ParameterizedTest
    @CsvSource({"trials, results.trial, number", "metrics, results.metric, 'number, name, epoch'"})
    void shouldWriteTheRowsAndColumnsOfTheViewAsJson(String relation, String view, String order) {
        assertThat(rows(json.readTree(export(relation, "json")))).isEqualTo(rowsOf(view, order));
        assertThat(export(relation, "ndjson").lines().map(json::readTree).map(this::row).toList())
                .isEqualTo(rowsOf(view, order));
    }

    @ParameterizedTest
    @CsvSource({"trials, results.trial, number", "metrics, results.metric, 'number, name, epoch'"})
    void shouldWriteTheRowsAndColumnsOfTheViewAsParquetForAnotherImplementation(
            String relation, String view, String order) throws IOException, SQLException {
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:")) {
            assertThat(rows(duckdb, "from '%s'".formatted(parquet(relation)))).isEqualTo(rowsOf(view, order));
        }
    }

    @ParameterizedTest
    @CsvSource({"trials, results.trial, number", "metrics, results.metric, 'number, name, epoch'"})
    void shouldWriteTheRowsAndColumnsOfTheViewAsCsvForAnotherImplementation(
            String relation, String view, String order) throws IOException, SQLException {
        Path file = Files.writeString(directory.resolve("export.csv"), export(relation, "csv"));
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:")) {
            duckdb.createStatement().execute("create table export as from '%s'".formatted(parquet(relation)));
            duckdb.createStatement().execute("delete from export");
            duckdb.createStatement().execute("copy export from '%s' (header, format csv)".formatted(file));
            assertThat(rows(duckdb, "from export")).isEqualTo(rowsOf(view, order));
        }
    }

    @Test
    void shouldGiveParquetColumnsTheirTypes() throws IOException, SQLException {
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:")) {
            String types = "select column_name || ' ' || column_type from (describe from '%s') where column_name in (%s)";
            assertThat(JdbcClient.create(new SingleConnectionDataSource(duckdb, true))
                    .sql(types.formatted(parquet("trials"), "'seed', 'epochs', 'lr', 'nesterov', 'method', "
                            + "'hyperparameters', 'finished_at'"))
                    .query(String.class).list()).containsExactlyInAnyOrder(
                            "seed BIGINT", "epochs INTEGER", "lr DOUBLE", "nesterov BOOLEAN", "method VARCHAR",
                            "hyperparameters JSON", "finished_at TIMESTAMP WITH TIME ZONE");
        }
    }

    @Test
    void shouldWriteCsvByRfc4180WithNothingForNull() {
        assertThat(export("metrics", "csv").split("\r\n")).satisfiesExactly(
                header -> assertThat(header).isEqualTo("sweep_id,trial_id,number,dataset,model,method,seed,"
                        + "configuration_hash,name,epoch,value,recorded_at"),
                lr -> assertThat(lr).startsWith("1,2,1,digits,WRN-10-1,sgd,1,").contains(",lr,1,0.1,2").endsWith("Z"),
                lr -> assertThat(lr).contains(",lr,2,1.7976931348623157E308,"),
                loss -> assertThat(loss).contains(",train_loss,1,1.0E-300,"),
                loss -> assertThat(loss).contains(",train_loss,2,0.3333333333333333,"),
                lr -> assertThat(lr).startsWith("1,3,2,digits,").contains(",lr,1,-0.0,"));
        assertThat(export("trials", "csv"))
                .contains("\r\n1,1,\"\"\"rho\"\", σ₀ = 0.1\r\nand, more\",0,digits,WRN-10-1,sgd,0,")
                .contains(",PENDING,ACCURACY,,,,,sgd,3,128,0.1,0.9,false,,,,step,");
    }

    @Test
    void shouldNameTheFile() {
        assertThat(exchange("trials", "parquet").getResponseHeaders().getContentDisposition().getFilename())
                .isEqualTo("sweep-1-trials.parquet");
        assertThat(exchange("metrics", "ndjson").getResponseHeaders().getContentDisposition().getFilename())
                .isEqualTo("sweep-1-metrics.ndjson");
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, [{", "application/x-ndjson, {", "text/csv, 'sweep_id,'",
        "application/vnd.apache.parquet, PAR1", "*/*, [{"
    })
    void shouldChooseTheFormatByTheAcceptHeaderToo(String accept, String beginning) {
        http.get().uri("/api/v1/sweeps/1/export/metrics").header("Accept", accept).exchange()
                .expectStatus().isOk()
                .expectBody(String.class).value(text -> assertThat(text).startsWith(beginning));
    }

    @ParameterizedTest
    @CsvSource({"json, []", "ndjson, ''", "csv, 'sweep_id,trial_id,number,dataset,model,method,seed,configuration_hash,"
            + "name,epoch,value,recorded_at\r\n'"})
    void shouldWriteADocumentWithoutRowsToo(String format, String document) {
        jdbc.sql("truncate metric").update();
        assertThat(export("metrics", format)).isEqualTo(document);
    }

    @Test
    void shouldWriteAParquetFileWithoutRowsToo() throws IOException, SQLException {
        jdbc.sql("truncate metric").update();
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:")) {
            assertThat(rows(duckdb, "from '%s'".formatted(parquet("metrics")))).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"trials", "metrics"})
    void shouldRefuseWhatIsNotThere(String relation) {
        http.get().uri("/api/v1/sweeps/7/export/{relation}?format=parquet", relation).exchange()
                .expectStatus().isNotFound()
                .expectBody().jsonPath("$.detail").isEqualTo("there is no sweep 7");
        http.get().uri("/api/v1/sweeps/1/export/{relation}?format=markdown", relation).exchange()
                .expectStatus().isEqualTo(406)
                .expectBody().jsonPath("$.detail").isEqualTo("the format asked for (format=markdown) is not available"
                        + " here; these are: application/json, application/x-ndjson, text/csv,"
                        + " application/vnd.apache.parquet");
    }

    private EntityExchangeResult<byte[]> exchange(String relation, String format) {
        return http.get().uri("/api/v1/sweeps/1/export/{relation}?format={format}", relation, format).exchange()
                .expectStatus().isOk()
                .expectBody().returnResult();
    }

    private String export(String relation, String format) {
        byte[] body = exchange(relation, format).getResponseBody();
        return body == null ? "" : new String(body, StandardCharsets.UTF_8);
    }

    private Path parquet(String relation) throws IOException {
        return Files.write(directory.resolve(relation + ".parquet"), exchange(relation, "parquet").getResponseBody());
    }

    private List<Map<String, Object>> rowsOf(String view, String order) {
        return jdbc.sql("select * from %s order by %s".formatted(view, order)).query().listOfRows().stream()
                .map(this::comparable).toList();
    }

    private List<Map<String, Object>> rows(Connection duckdb, String query) {
        return JdbcClient.create(new SingleConnectionDataSource(duckdb, true)).sql(query).query().listOfRows().stream()
                .map(this::comparable).toList();
    }

    private List<Map<String, Object>> rows(JsonNode array) {
        List<Map<String, Object>> rows = new ArrayList<>();
        array.forEach(element -> rows.add(row(element)));
        return rows;
    }

    private Map<String, Object> row(JsonNode object) {
        Map<String, Object> row = new LinkedHashMap<>();
        object.properties().forEach(field -> row.put(field.getKey(), field.getValue()));
        return comparable(row);
    }

    /** Whole numbers as long, JSON as trees, times as instants: what the three sources agree on, with columns in order. */
    private Map<String, Object> comparable(Map<String, Object> row) {
        Map<String, Object> comparable = new LinkedHashMap<>();
        row.forEach((column, value) -> comparable.put(column, comparable(column, value)));
        return comparable;
    }

    private Object comparable(String column, Object value) {
        if (value == null || value instanceof JsonNode node && node.isNull()) {
            return "null";
        }
        return switch (column) {
            case "hyperparameters", "provenance" -> value instanceof JsonNode ? value : json.readTree(value.toString());
            case "started_at", "finished_at", "recorded_at" -> instant(value);
            default -> value instanceof JsonNode node ? scalar(node) : value instanceof Integer n ? (Object) n.longValue() : value;
        };
    }

    private static Instant instant(Object value) {
        if (value instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        if (value instanceof Timestamp time) {
            return time.toInstant();
        }
        return Instant.parse(((JsonNode) value).asString());
    }

    private static Object scalar(JsonNode node) {
        return node.isIntegralNumber() ? (Object) node.asLong()
                : node.isNumber() ? node.asDouble()
                : node.isBoolean() ? node.asBoolean() : node.asString();
    }
}
