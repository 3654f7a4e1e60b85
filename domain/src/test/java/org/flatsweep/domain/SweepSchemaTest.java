package org.flatsweep.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schema allows all that the reader accepts, and of what that refuses only what takes two fields to see. */
class SweepSchemaTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Map<String, Map<String, Object>> COMPONENTS = SweepSchema.components();
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(JSON.<JsonNode>valueToTree(Map.of(
                    "$ref", "#/components/schemas/" + SweepSchema.DEFINITION,
                    "components", Map.of("schemas", COMPONENTS))));

    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    /** What the reader says where each field is in order by itself, or as far as a schema can tell. */
    private static final List<String> LEFT_TO_THE_READER = List.of(
            "is already given at", "give only one of them", "applies only where", "no method of this sweep has",
            "needs from < to", "needs 0 < from < to", "fewer than its", "stands twice", "must be even",
            "must lie below", "where perturbation is", "where covariance is", "the last that any trial has",
            "cuda is false", "label_smoothing must be 0", "pixels for", "a depth 6n + 4", "the grid has");

    private static final List<Object> VALUES = Arrays.asList(
            null, true, -1, 0, 1, 2, 10, 28, 0.5, 1.5, 2.0, 1e-12, 1e12, 1L << 53, "", "  ", "digits", "sgd", "none",
            "a\nb", "from_alpha", "from_sigma0", "match_rho", "x".repeat(200), "x".repeat(201), List.of(), Map.of(),
            List.of(1), List.of(1, 2), List.of(1, 1), List.of("sgd"), List.of(List.of(1)), Arrays.asList(1, null),
            Map.of("name", "sgd"), interval(1, 2, 2), interval(-1, 0.5, 2), interval("a", "b", 2),
            interval(1, 2, 1), interval(1, 2, null));

    private static Map<String, Object> interval(Object from, Object to, Object steps) {
        Map<String, Object> interval = new LinkedHashMap<>(Map.of("from", from, "to", to));
        interval.put("steps", steps);
        return interval;
    }

    private static List<String> errors(Object definition) {
        return SCHEMA.validate(JSON.<JsonNode>valueToTree(definition)).stream().map(Error::toString).toList();
    }

    /** As {@link #errors}, much faster. */
    private static boolean isAllowed(Object definition) {
        return SCHEMA.validate(JSON.<JsonNode>valueToTree(definition), OutputFormat.BOOLEAN);
    }

    private static List<Violation> violations(Object definition) {
        try {
            SweepDefinitionReader.read(definition);
            return List.of();
        } catch (InvalidSweepDefinitionException e) {
            return e.violations();
        }
    }

    private static boolean isLeftToTheReader(Violation violation) {
        return LEFT_TO_THE_READER.stream().anyMatch(violation.message()::contains);
    }

    private static void assertThatBothAllow(Object definition) {
        assertThat(violations(definition)).isEmpty();
        assertThat(errors(definition)).isEmpty();
    }

    private static void assertThatBothAgreeOn(Object definition) {
        List<Violation> violations = violations(definition);
        if (violations.isEmpty()) {
            assertThat(isAllowed(definition)).as("the reader accepts %s", definition).isTrue();
        } else if (!violations.stream().allMatch(SweepSchemaTest::isLeftToTheReader)) {
            assertThat(isAllowed(definition)).as("of %s the reader says %s", definition, violations).isFalse();
        }
    }

    static Stream<Path> examples() throws IOException {
        return files("../examples", ".yaml");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void allowsTheExample(Path example) throws IOException {
        assertThatBothAllow(SweepReferenceTest.yaml(Files.readString(example)));
    }

    /** Whole definitions, and some fields of one. */
    static Stream<Map<String, Object>> examplesOfTheDocuments() throws IOException {
        List<Map<String, Object>> examples = new ArrayList<>();
        for (Path document : Stream.concat(Stream.of(Path.of("../README.md")), files("../docs", ".md")).toList()) {
            for (MatchResult block : YAML.matcher(Files.readString(document)).results().toList()) {
                Map<String, Object> example = Documents.minimal();
                ((Map<?, ?>) SweepReferenceTest.yaml(block.group(1)))
                        .forEach((key, value) -> example.put((String) key, value));
                examples.add(example);
            }
        }
        return examples.stream().filter(example -> fieldsOfADefinition().keySet().containsAll(example.keySet()));
    }

    private static Map<?, ?> fieldsOfADefinition() {
        return (Map<?, ?>) COMPONENTS.get(SweepSchema.DEFINITION).get("properties");
    }

    private static Stream<Path> files(String folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examplesOfTheDocuments")
    void allowsTheExampleOfADocument(Map<String, Object> example) {
        assertThatBothAllow(example);
    }

    /** But for half of a surrogate pair, and a number too great for a double, which no schema can tell. */
    static Stream<Object> wrongDefinitions() {
        return SweepDefinitionReaderTest.wrongFields()
                .map(arguments -> arguments.get()[0])
                .filter(definition -> !violations(definition).stream().allMatch(SweepSchemaTest::isLeftToTheReader))
                .filter(definition -> Stream.of("\ud800", "1E+400").noneMatch(definition.toString()::contains));
    }

    @ParameterizedTest
    @MethodSource("wrongDefinitions")
    void refuses(Object definition) {
        assertThat(isAllowed(definition)).as("%s", definition).isFalse();
    }

    /** Between them they have every object and most fields. */
    static Stream<Map<String, Object>> definitions() {
        Map<String, Object> queued = Documents.minimal();
        queued.putAll(Map.of("max_attempts", 5, "priority", 10, "max_parallel", 4, "reuse", false,
                "requires", Map.of("cuda", true, "gpu_memory_gib", 8), "epochs", 5,
                "optimizer", Map.of("name", "adamw", "lr", 0.1, "adam_beta1", 0.5),
                "probes", Map.of("at", List.of(1, 5), "images", 64, "samples", 8, "rho", 0.1,
                        "recompute_statistics", true)));
        Map<String, Object> vae = Documents.ofVae(
                Map.of("name", "vae", "latent", 2, "hidden", 8, "noise", "interpolated", "lambda", 0.25));
        vae.put("dataset", List.of("digits", Map.of("name", "mnist", "resolution", 28, "validation", 0.2)));
        return Stream.of(Documents.rhoBySigma0(), queued, vae);
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void agreesWithTheReaderWhereverAValueIsChanged(Map<String, Object> definition) {
        assertThatBothAllow(definition);
        assertThat(variants(definition)).allSatisfy(SweepSchemaTest::assertThatBothAgreeOn);
    }

    private static Stream<Object> variants(Object tree) {
        Stream<Object> deeper = Stream.empty();
        if (tree instanceof Map<?, ?> map) {
            deeper = map.keySet().stream().flatMap(key -> Stream.concat(
                    Stream.of(without(map, key), with(map, key + "_", map.get(key))),
                    variants(map.get(key)).map(value -> with(map, key, value))));
        } else if (tree instanceof List<?> list) {
            deeper = IntStream.range(0, list.size()).boxed()
                    .flatMap(i -> variants(list.get(i)).map(value -> with(list, i, value)));
        }
        return Stream.concat(VALUES.stream(), deeper);
    }

    private static Object with(Map<?, ?> map, Object key, Object value) {
        Map<Object, Object> changed = new LinkedHashMap<>(map);
        changed.put(key, value);
        return changed;
    }

    private static Object without(Map<?, ?> map, Object key) {
        Map<Object, Object> changed = new LinkedHashMap<>(map);
        changed.remove(key);
        return changed;
    }

    private static Object with(List<?> list, int index, Object value) {
        List<Object> changed = new ArrayList<>(list);
        changed.set(index, value);
        return changed;
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithTheReaderOnWhichHyperparametersAMethodHas(Method method) {
        for (Hyperparameter hyperparameter : Hyperparameter.values()) {
            for (Object value : Arrays.asList(1, 0.5, true, "none", "from_alpha", "from_sigma0", null)) {
                if (!saysNothing(method, hyperparameter, value)) {
                    Object setting = with(Map.of("name", method.key()), hyperparameter.key(), value);
                    assertThatBothAgreeOn(with(Documents.minimal(), "methods", List.of(setting)));
                    Object grid = with(Map.of(), hyperparameter.key(), value);
                    Object spanning = with(Map.of("name", method.key()), "grid", grid);
                    assertThatBothAgreeOn(with(Documents.minimal(), "methods", List.of(spanning)));
                }
            }
        }
    }

    /** The reader lets the word pass where the method has nothing to derive; a schema need not offer it there. */
    private static boolean saysNothing(Method method, Hyperparameter hyperparameter, Object value) {
        return !method.hyperparameters().contains(hyperparameter)
                && hyperparameter.derivation().filter(word -> word.equals(value)).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithTheReaderOnEachHyperparameterOfAllMethods(Hyperparameter hyperparameter) {
        Map<String, Object> definition = Documents.minimal();
        definition.put("methods", Arrays.stream(Method.values()).map(Method::key).toList());
        for (Object value : VALUES) {
            assertThatBothAgreeOn(with(definition, hyperparameter.key(), value));
            assertThatBothAgreeOn(with(definition, "optimizer", with(Map.of(), hyperparameter.key(), value)));
            assertThatBothAgreeOn(with(definition, "grid", with(Map.of(), hyperparameter.key(), value)));
        }
    }
}
