package org.flatsweep.domain;

import static org.flatsweep.domain.DefinitionField.METHOD_GRID;
import static org.flatsweep.domain.DefinitionField.METHOD_NAME;
import static org.flatsweep.domain.DefinitionField.MODEL_NAME;
import static org.flatsweep.domain.DefinitionField.WEIGHT_DECAY;
import static org.flatsweep.domain.Hyperparameter.ALPHA;
import static org.flatsweep.domain.Hyperparameter.OPTIMIZER;
import static org.flatsweep.domain.SweepDefinitionReader.OPTIMIZER_SETTINGS;
import static org.flatsweep.domain.SweepDefinitionReader.SETTABLE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.flatsweep.domain.DefinitionField.Part;
import org.flatsweep.domain.ValueRange.Choice;
import org.flatsweep.domain.ValueRange.Integers;
import org.flatsweep.domain.ValueRange.Reals;
import org.flatsweep.domain.ValueRange.RealsOr;

/**
 * The JSON Schema (2020-12) of definitions, as components of an OpenAPI document, made of what the reader goes by.
 *
 * <p>It says which fields there are and what each may be. What takes two fields to see, such as from &lt; to, is left
 * to the reader, which judges every definition.
 */
public final class SweepSchema {

    /** The component that is a whole definition. */
    public static final String DEFINITION = "SweepDefinition";

    private static final String DATASET = "SweepDataset";
    private static final String MODEL = "SweepModel";
    private static final String METHOD = "SweepMethod";
    private static final String OPTIMIZER_OBJECT = "SweepOptimizer";
    private static final String GRID = "SweepGrid";
    private static final String PROBES = "SweepProbes";
    private static final String REQUIREMENTS = "SweepRequirements";

    /** What a hyperparameter is where it has one value, and what in a grid. */
    private static final String VALUE = "Value";
    private static final String AXIS = "Axis";

    private final Map<String, Map<String, Object>> components = new LinkedHashMap<>();

    private SweepSchema() {}

    /** Of maps, lists, texts, numbers, booleans and nulls, by the components' names. */
    public static Map<String, Map<String, Object>> components() {
        SweepSchema schema = new SweepSchema();
        schema.sweep();
        schema.models();
        schema.methods();
        schema.hyperparameters();
        return schema.components;
    }

    private void sweep() {
        List<Hyperparameter> beside = SETTABLE.stream()
                .filter(h -> h != OPTIMIZER && !OPTIMIZER_SETTINGS.contains(h))
                .toList();
        components.put(DEFINITION, new Fields()
                .of(Part.SWEEP).hyperparameters(beside, VALUE, SweepSchema::defaultOf).schema());
        components.put(DATASET, new Fields().of(Part.DATASET).schema());
        components.put(OPTIMIZER_OBJECT, new Fields()
                .optional("name", reference(component(OPTIMIZER.key(), VALUE)), defaultOf(OPTIMIZER))
                .hyperparameters(OPTIMIZER_SETTINGS, VALUE, SweepSchema::defaultOf).schema());
        components.put(GRID, new Fields().hyperparameters(SETTABLE, AXIS, h -> Optional.empty()).schema());
        components.put(PROBES, new Fields().of(Part.PROBES).schema());
        components.put(REQUIREMENTS, new Fields().of(Part.REQUIRES).schema());
    }

    private void models() {
        Map<String, String> mapping = new LinkedHashMap<>();
        mapping.put(WideResNetSpec.NAME, model(WideResNetSpec.NAME, Part.WIDE_RES_NET));
        mapping.put(VaeSpec.NAME, model(VaeSpec.NAME, Part.VAE));
        components.put(MODEL, byName(mapping));
    }

    private String model(String name, Part sizes) {
        String component = component(name, "Model");
        components.put(component, new Fields().field(MODEL_NAME, Choice.of(name).schema()).of(sizes).schema());
        return component;
    }

    /** A component for each, as each has hyperparameters and defaults of its own. */
    private void methods() {
        Map<String, String> mapping = new LinkedHashMap<>();
        for (Method method : Method.values()) {
            Map<String, Object> grid = new Fields()
                    .hyperparameters(method.hyperparameters(), AXIS, h -> Optional.empty()).schema();
            Map<String, Object> schema = new Fields()
                    .field(METHOD_NAME, Choice.of(method.key()).schema())
                    .field(METHOD_GRID, grid)
                    .hyperparameters(method.hyperparameters(), VALUE, h -> defaultOf(method, h)).schema();
            schema.put("description", method.label());
            String component = component(method.key(), "Method");
            components.put(component, schema);
            mapping.put(method.key(), component);
        }
        components.put(METHOD, byName(mapping));
    }

    private void hyperparameters() {
        SETTABLE.forEach(h -> hyperparameter(
                h.key(), h.range(), h.symbol().isEmpty() ? h.meaning() : h.symbol() + ": " + h.meaning()));
        hyperparameter(WEIGHT_DECAY.key(), WEIGHT_DECAY.range(), WEIGHT_DECAY.meaning());
    }

    private void hyperparameter(String key, ValueRange range, String meaning) {
        Map<String, Object> value = new LinkedHashMap<>(range.schema());
        value.put("description", meaning);
        components.put(component(key, VALUE), value);
        components.put(component(key, AXIS), axis(reference(component(key, VALUE)), range));
    }

    /** An object that has these fields and no others. */
    private static final class Fields {
        private final Map<String, Object> properties = new LinkedHashMap<>();
        private final List<String> required = new ArrayList<>();

        Fields of(Part part) {
            Arrays.stream(DefinitionField.values())
                    // stands wherever alpha does
                    .filter(field -> field.part() == part && field != WEIGHT_DECAY)
                    .forEach(field -> field(field, shape(field)));
            return this;
        }

        Fields field(DefinitionField field, Map<String, Object> schema) {
            if (field.isRequired()) {
                properties.put(field.key(), new LinkedHashMap<>(schema));
                required.add(field.key());
            } else {
                optional(field.key(), schema, field.defaultValue());
            }
            withKeyword(field.key(), "description", field.meaning());
            return this;
        }

        /** Null counts as absent. */
        Fields optional(String key, Map<String, Object> schema, Optional<Object> defaultValue) {
            properties.put(key, orNull(schema));
            defaultValue.ifPresent(value -> withKeyword(key, "default", value));
            return this;
        }

        Fields hyperparameters(Collection<Hyperparameter> hyperparameters, String form,
                Function<Hyperparameter, Optional<Object>> defaults) {
            for (Hyperparameter hyperparameter : hyperparameters) {
                hyperparameter(hyperparameter, hyperparameter.key(), form);
                defaults.apply(hyperparameter).ifPresent(value -> withKeyword(hyperparameter.key(), "default", value));
            }
            if (hyperparameters.contains(ALPHA)) {
                hyperparameter(ALPHA, WEIGHT_DECAY.key(), form);
            }
            return this;
        }

        private void hyperparameter(Hyperparameter hyperparameter, String key, String form) {
            Map<String, Object> given = reference(component(key, form));
            properties.put(key, hyperparameter.derivation()
                    .map(word -> oneOf(given, Choice.of(word).schema()))
                    .orElse(given));
        }

        @SuppressWarnings("unchecked") // put there above
        private void withKeyword(String key, String keyword, Object value) {
            ((Map<String, Object>) properties.get(key)).put(keyword, value);
        }

        Map<String, Object> schema() {
            Map<String, Object> schema = new LinkedHashMap<>();
            schema.put("type", "object");
            schema.put("properties", properties);
            if (!required.isEmpty()) {
                schema.put("required", required);
            }
            schema.put("additionalProperties", false);
            return schema;
        }
    }

    private static Map<String, Object> shape(DefinitionField field) {
        return switch (field) {
            case DATASET -> oneOrMore(DefinitionField.DATASET_NAME.range().schema(), reference(DATASET));
            case MODEL -> oneOrMore(reference(MODEL));
            case METHODS -> list(oneOf(METHOD_NAME.range().schema(), reference(METHOD)));
            case SEEDS, AT -> axis(field.range().schema(), field.range());
            case OPTIMIZER -> reference(OPTIMIZER_OBJECT);
            case GRID -> reference(GRID);
            case PROBES -> reference(PROBES);
            case REQUIRES -> reference(REQUIREMENTS);
            case RESOLUTION -> Map.of("type", "integer", "format", "int32", "enum",
                    DatasetSpec.RESOLUTIONS.values().stream().flatMap(List::stream).distinct().sorted().toList());
            default -> field.range().schema();
        };
    }

    private static Map<String, Object> axis(Map<String, Object> value, ValueRange range) {
        Map<String, Object> values = distinct(value);
        if (range instanceof RealsOr either) {
            return oneOf(value, values, interval(either.reals().schema()));
        }
        return range instanceof Reals || range instanceof Integers
                ? oneOf(value, values, interval(value))
                : oneOf(value, values);
    }

    private static Map<String, Object> interval(Map<String, Object> number) {
        return new Fields()
                .field(DefinitionField.FROM, number)
                .field(DefinitionField.TO, number)
                .field(DefinitionField.STEPS, shape(DefinitionField.STEPS))
                .field(DefinitionField.SCALE, shape(DefinitionField.SCALE))
                .schema();
    }

    @SafeVarargs
    private static Map<String, Object> oneOrMore(Map<String, Object>... shapes) {
        Map<String, Object> shape = shapes.length == 1 ? shapes[0] : oneOf(shapes);
        return oneOf(Stream.concat(Stream.of(shapes), Stream.of(distinct(shape))).toList());
    }

    private static Map<String, Object> distinct(Map<String, Object> items) {
        Map<String, Object> list = list(items);
        list.put("uniqueItems", true);
        return list;
    }

    private static Map<String, Object> list(Map<String, Object> items) {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("type", "array");
        list.put("items", items);
        list.put("minItems", 1);
        list.put("maxItems", SweepDefinition.MAX_AXIS);
        return list;
    }

    @SafeVarargs
    private static Map<String, Object> oneOf(Map<String, Object>... alternatives) {
        return oneOf(List.of(alternatives));
    }

    private static Map<String, Object> oneOf(List<?> alternatives) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("oneOf", alternatives);
        return schema;
    }

    private static Map<String, Object> orNull(Map<String, Object> schema) {
        Map<String, Object> either = new LinkedHashMap<>(schema);
        if (schema.get("type") instanceof String type) {
            either.put("type", List.of(type, "null"));
            either.computeIfPresent("enum", (keyword, values) -> withLast((List<?>) values, null));
            return either;
        }
        Map<String, Object> nothing = Map.of("type", "null");
        return schema.get("oneOf") instanceof List<?> alternatives
                ? oneOf(withLast(alternatives, nothing))
                : oneOf(schema, nothing);
    }

    private static List<Object> withLast(List<?> list, Object last) {
        List<Object> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }

    private static Map<String, Object> byName(Map<String, String> components) {
        Map<String, String> mapping = new LinkedHashMap<>();
        components.forEach((name, component) -> mapping.put(name, pointer(component)));
        Map<String, Object> schema = oneOf(components.values().stream().map(SweepSchema::reference).toList());
        schema.put("discriminator", Map.of("propertyName", "name", "mapping", mapping));
        return schema;
    }

    private static Map<String, Object> reference(String component) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$ref", pointer(component));
        return schema;
    }

    private static String pointer(String component) {
        return "#/components/schemas/" + component;
    }

    /** cma_es, Method: CmaEsMethod. */
    private static String component(String key, String suffix) {
        StringBuilder name = new StringBuilder();
        for (String word : key.split("_")) {
            name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return name.append(suffix).toString();
    }

    /** Empty where it depends on the optimiser, or on what it is derived from. */
    private static Optional<Object> defaultOf(Method method, Hyperparameter hyperparameter) {
        return agreed(((Choice) OPTIMIZER.range()).words().stream()
                .map(optimizer -> method.defaultAt(Map.of(OPTIMIZER, optimizer), hyperparameter)));
    }

    /** Empty where it depends on the method as well. */
    private static Optional<Object> defaultOf(Hyperparameter hyperparameter) {
        return agreed(Arrays.stream(Method.values())
                .filter(method -> method.hyperparameters().contains(hyperparameter))
                .map(method -> defaultOf(method, hyperparameter)));
    }

    private static Optional<Object> agreed(Stream<Optional<Object>> defaults) {
        List<Optional<Object>> distinct = defaults.distinct().toList();
        return distinct.size() == 1 ? distinct.get(0) : Optional.empty();
    }
}
