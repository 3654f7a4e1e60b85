package org.flatsweep.api.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flatsweep.domain.Hyperparameter.EPOCHS;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.flatsweep.domain.SweepDefinitionReader;
import org.flatsweep.domain.TrialConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.MediaType;

/** The definitions in {@code examples/} are accepted as they are. */
class ExamplesTest {

    private static final Path EXAMPLES = Path.of("..", "examples");

    private static List<TrialConfig> trials(Path example) throws IOException {
        try (InputStream definition = Files.newInputStream(example)) {
            return SweepDefinitionReader.read(DefinitionParser.parse(definition, MediaType.APPLICATION_YAML))
                    .trials()
                    .toList();
        }
    }

    static Stream<Path> examples() throws IOException {
        return Files.list(EXAMPLES).filter(file -> file.toString().endsWith(".yaml")).sorted();
    }

    @ParameterizedTest
    @MethodSource
    void examples(Path example) throws IOException {
        assertThat(trials(example)).isNotEmpty();
    }

    /** Cells of the paper's tables times three seeds. */
    @ParameterizedTest
    @CsvSource({"table-3-cifar10, 24", "table-3-cifar100, 24", "table-4-cifar10, 6", "table-4-cifar100, 6",
        "table-3-small, 12", "table-4-small, 9"})
    void shouldHaveATrialForEveryCellAndSeed(String name, int expected) throws IOException {
        assertThat(trials(EXAMPLES.resolve(name + ".yaml"))).hasSize(expected);
    }

    @Test
    void shouldGiveMethodsOfOnePassTwiceTheEpochs() throws IOException {
        assertThat(trials(EXAMPLES.resolve("table-3-cifar10.yaml"))).allSatisfy(trial ->
                assertThat(trial.integer(EPOCHS)).isEqualTo(
                        List.of("sgd", "rsam").contains(trial.method().key()) ? 400 : 200));
    }
}
