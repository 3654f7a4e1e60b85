package org.flatsweep.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The committed reference is what the reader goes by, and its examples are what the reader accepts. */
class SweepReferenceTest {

    static final String EXAMPLE = """
            name: rho by sigma0
            dataset: digits
            model: {name: wrn, depth: 10, width: 1}
            epochs: 10
            optimizer: {lr: 0.1, momentum: 0.9, schedule: cosine}
            grid: {alpha: [2.5e-4]}
            methods:
              - sgd
              - {name: sam, grid: {rho: [0.02, 0.05, 0.1]}}
              - {name: rsam, grid: {rho: [0.02, 0.05, 0.1]}}
              - {name: vsam, grid: {sigma0: [0.1, 0.2], sigma_lr: {from: 1e-4, to: 1e-2, steps: 3, scale: log}}}
            seeds: [0, 1, 2]    # 1 + 3 + 3 + 6 configurations, 39 trials
            """;

    private static final Path COMMITTED = Path.of("../docs/sweep-definition.md");
    private static final String REGENERATE = "./mvnw -pl domain -am test -Dsweep-reference.write=true"
            + " -Dtest=SweepReferenceTest -Dsurefire.failIfNoSpecifiedTests=false";

    @Test
    void equalsTheCommittedDocument() throws IOException {
        String reference = SweepReference.markdown();
        if (Boolean.getBoolean("sweep-reference.write")) {
            Files.writeString(COMMITTED, reference);
        }
        assertThat(Files.readString(COMMITTED))
                .as("docs/sweep-definition.md is not what the code says; regenerate it with\n  %s\n", REGENERATE)
                .isEqualTo(reference);
    }

    @Test
    void beginsWithASweepOf39Trials() {
        assertThat(SweepDefinitionReader.read(yaml(EXAMPLE)).trials()).hasSize(39);
    }

    @ParameterizedTest
    @EnumSource
    void hasAnExampleOfEachFieldThatIsAccepted(DefinitionField field) {
        Object example = yaml(field.example());
        Map<String, Object> object = new LinkedHashMap<>(switch (field.part()) {
            case SWEEP -> Documents.minimal();
            case DATASET -> Map.of("name", "digits");
            case MODEL, WIDE_RES_NET -> Map.of("name", "wrn", "depth", 10, "width", 1);
            case VAE -> Map.of("name", "vae", "latent", 2, "hidden", 8, "noise", "interpolated");
            case METHOD -> Map.of("name", "sam");
            case INTERVAL -> Map.of("from", 0.01, "to", 1, "steps", 2);
            case PROBES, REQUIRES -> Map.of();
        });
        object.put(field.key(), example);
        read(switch (field.part()) {
            case SWEEP -> object;
            case DATASET -> with("dataset", object);
            case MODEL, WIDE_RES_NET, VAE -> with("model", object);
            case METHOD -> with("methods", List.of(object));
            case INTERVAL -> with("grid", Map.of("rho", object));
            case PROBES -> with("probes", object);
            case REQUIRES -> with("requires", object);
        });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ESTIMATOR")
    void hasAnExampleOfEachHyperparameterThatIsAccepted(Hyperparameter hyperparameter) {
        Map<String, Object> grid = new LinkedHashMap<>(Map.of(hyperparameter.key(), yaml(hyperparameter.example())));
        if (hyperparameter.dependsOn().contains(Hyperparameter.OPTIMIZER)) {
            grid.put("optimizer", List.of("sgd", "adamw"));
        }
        assertThat(Method.values()).anySatisfy(method -> assertThatCode(
                () -> read(with("methods", List.of(Map.of("name", method.key(), "grid", grid)))))
                .doesNotThrowAnyException());
    }

    private static void read(Map<String, Object> document) {
        assertThat(SweepDefinitionReader.read(document).trials()).isNotEmpty();
    }

    private static Map<String, Object> with(String key, Object value) {
        Map<String, Object> document = Documents.minimal();
        document.put(key, value);
        return document;
    }

    static Object yaml(String text) {
        return new Load(LoadSettings.builder().setSchema(new CoreSchema()).build()).loadFromString(text);
    }
}
