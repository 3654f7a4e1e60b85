package org.flatsweep.api.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What examples/results.sql and examples/results.ipynb ask is answered to one who may read results and no more. */
class ExampleQueriesTest extends ApiTest {

    private static final Path EXAMPLES = Path.of("..", "examples");

    private Connection connection;
    private JdbcClient reader;

    /** A sweep of the paper's cells whose trials have curves, results, and one a failure. */
    @BeforeEach
    void seed() throws SQLException {
        long sweep = submit("""
                name: cells of the paper
                dataset: cifar10
                model: {name: wrn, depth: 28, width: 2}
                epochs: 2
                methods: [sgd, {name: sam, grid: {rho: [0.05, 0.1]}}, asam]
                seeds: [0, 1]
                """);
        List<Long> trials = trialsOf(sweep);
        for (int i = 0; i < trials.size() - 1; i++) {
            worker("w").claim(trials.get(i), 30);
            worker("w").completeEpoch(trials.get(i), 1, Map.of("train_loss", 0.5, "validation_accuracy", 0.8));
            worker("w").succeed(trials.get(i), 0.9 + i / 100.0, 0.92);
        }
        worker("w").claim(trials.get(trials.size() - 1), 30);
        worker("w").fail(trials.get(trials.size() - 1), "DIVERGED", "train_loss is NaN at epoch 1");
        connection = DATABASE.connect();
        reader = JdbcClient.create(new SingleConnectionDataSource(connection, true));
        reader.sql("set role flatsweep_reader").update();
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    static Stream<String> script() throws IOException {
        String text = Files.readAllLines(EXAMPLES.resolve("results.sql")).stream()
                .filter(line -> !line.startsWith("\\") && !line.startsWith("--"))
                .reduce("", (before, line) -> before + line + "\n");
        return Arrays.stream(text.split(";")).map(String::strip).filter(statement -> !statement.isEmpty());
    }

    static Stream<String> notebook() throws IOException {
        Pattern query = Pattern.compile("read\\(\"\"\"(.*?)\"\"\"\\)", Pattern.DOTALL);
        return cells().flatMap(source -> query.matcher(source).results()).map(found -> found.group(1).strip());
    }

    private static Stream<String> cells() throws IOException {
        JsonNode notebook = new JsonMapper().readTree(Files.readString(EXAMPLES.resolve("results.ipynb")));
        assertThat(notebook.get("nbformat").asInt()).isEqualTo(4);
        return notebook.get("cells").valueStream().map(cell -> cell.get("source").valueStream()
                .map(JsonNode::asString).reduce("", String::concat));
    }

    @ParameterizedTest
    @MethodSource({"script", "notebook"})
    void shouldHaveAnAnswer(String query) {
        assertThat(reader.sql(query).param("sweep", 1).query().listOfRows()).isNotEmpty();
    }

    /** A query that no test runs would rot. */
    @Test
    void shouldBeFoundWhereverTheNotebookReads() throws IOException {
        long asked = cells().flatMap(source -> Pattern.compile("= read\\(").matcher(source).results()).count();
        assertThat(notebook()).hasSize((int) asked).hasSizeGreaterThan(1);
    }
}
