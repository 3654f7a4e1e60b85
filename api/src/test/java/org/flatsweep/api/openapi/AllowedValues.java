package org.flatsweep.api.openapi;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Values that a schema allows; between them they have all its fields, words and alternatives, and ends of ranges. */
final class AllowedValues {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** For every pattern and format of the document there is one. */
    private static final List<String> TEXTS = List.of(
            "0 30 2 * * ?", "nightly", "weekly", "2026-11-25T12:00:00Z", "");

    private static final BigDecimal THOUSANDTH = new BigDecimal("0.001");

    private final ApiDocument document;
    private final Map<JsonNode, List<JsonNode>> known = new HashMap<>();

    AllowedValues(ApiDocument document) {
        this.document = document;
    }

    /** The first has no more than it must. */
    List<JsonNode> of(JsonNode schema) {
        List<JsonNode> values = known.get(schema);
        if (values == null) {
            values = list(document.resolved(schema)).stream().distinct().toList();
            known.put(schema, values);
        }
        return values;
    }

    private List<JsonNode> list(JsonNode schema) {
        if (schema.has("oneOf")) {
            return schema.get("oneOf").valueStream().flatMap(alternative -> of(alternative).stream()).toList();
        }
        if (schema.has("enum")) {
            return schema.get("enum").valueStream().toList();
        }
        JsonNode type = schema.path("type");
        Stream<JsonNode> types = type.isArray() ? type.valueStream() : Stream.of(type);
        return types.flatMap(each -> list(schema, each.asString("")).stream()).toList();
    }

    private List<JsonNode> list(JsonNode schema, String type) {
        return switch (type) {
            case "object" -> objects(schema);
            case "array" -> arrays(of(schema.get("items")));
            case "integer" -> allowed(schema, numbers(schema, BigDecimal.ONE));
            case "number" -> allowed(schema, numbers(schema, THOUSANDTH));
            case "string" -> allowed(schema, texts(schema));
            case "boolean" -> List.of(NODES.booleanNode(true), NODES.booleanNode(false));
            case "null" -> List.of(NODES.nullNode());
            default -> List.of(NODES.numberNode(1), NODES.nullNode());
        };
    }

    private List<JsonNode> objects(JsonNode schema) {
        ObjectNode least = NODES.objectNode();
        int place = 0;
        for (JsonNode required : schema.path("required")) {
            List<JsonNode> values = of(schema.get("properties").get(required.asString()));
            // Another one for each, so that an interval ends above where it begins.
            least.set(required.asString(), values.get(place % values.size()));
            place++;
        }
        List<JsonNode> objects = new ArrayList<>(List.of(least));
        schema.path("properties").forEachEntry((name, property) ->
                of(property).forEach(value -> objects.add(least.deepCopy().set(name, value))));
        if (schema.path("additionalProperties").isObject()) {
            of(schema.get("additionalProperties")).forEach(value -> objects.add(least.deepCopy().set("a", value)));
        }
        return objects;
    }

    private static List<JsonNode> arrays(List<JsonNode> items) {
        List<JsonNode> arrays = new ArrayList<>();
        items.forEach(item -> arrays.add(NODES.arrayNode().add(item)));
        if (items.size() > 1) {
            arrays.add(NODES.arrayNode().add(items.get(0)).add(items.get(1)));
        }
        return arrays;
    }

    /** Examples, and both ends, with what is a step away from them, as an end may be excluded. */
    private static Stream<JsonNode> numbers(JsonNode schema, BigDecimal step) {
        BigDecimal low = Stream.of("minimum", "exclusiveMinimum").filter(schema::has).findFirst()
                .map(bound -> schema.get(bound).decimalValue()).orElse(BigDecimal.ZERO);
        BigDecimal high = Stream.of("maximum", "exclusiveMaximum").filter(schema::has).findFirst()
                .map(bound -> schema.get(bound).decimalValue()).orElse(low.add(BigDecimal.TEN));
        return Stream.concat(
                schema.path("examples").valueStream(),
                Stream.of(low.add(step), low, high.subtract(step), high).map(NODES::numberNode));
    }

    private static Stream<JsonNode> texts(JsonNode schema) {
        int longest = schema.path("maxLength").asInt(1);
        return Stream.concat(TEXTS.stream(), Stream.of("x".repeat(longest))).map(NODES::stringNode);
    }

    private List<JsonNode> allowed(JsonNode schema, Stream<JsonNode> candidates) {
        List<JsonNode> allowed = candidates.filter(value -> document.allows(schema, value)).toList();
        if (allowed.isEmpty()) {
            throw new IllegalStateException("none of the values known here is one of " + schema);
        }
        return allowed;
    }
}
