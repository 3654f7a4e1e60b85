package org.flatsweep.api.openapi;

import static java.util.stream.Collectors.toMap;

import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.OpenAPI;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flatsweep.api.openapi.ApiDocument.Operation;
import org.openapitools.openapidiff.core.compare.OpenApiDiff;
import org.openapitools.openapidiff.core.compare.OpenApiDiffOptions;
import org.openapitools.openapidiff.core.model.ChangedOpenApi;
import org.openapitools.openapidiff.core.model.ChangedOperation;
import org.openapitools.openapidiff.core.model.Endpoint;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client of the document before may fail on.
 *
 * <p>openapi-diff compares all but the bodies. To it a field that is no longer taken, another default or a null where
 * there was none break nothing, and most changes within a oneOf do; so bodies are compared by the values they may have.
 */
record ApiChange(ObjectNode before, ObjectNode after) {

    /** Operations, and defaults by where they stand in the document. */
    List<String> broken() {
        return Stream.of(brokenByStructure(), brokenByValues(), brokenByDefaults())
                .flatMap(List::stream).distinct().sorted().toList();
    }

    private List<String> brokenByStructure() {
        ChangedOpenApi changes = OpenApiDiff.compare(
                model(before), model(after), OpenApiDiffOptions.builder().build());
        return Stream.concat(
                        changes.getMissingEndpoints().stream().map(Endpoint::toString),
                        changes.getChangedOperations().stream()
                                .filter(ChangedOperation::isIncompatible)
                                .map(changed -> changed.getHttpMethod() + " " + changed.getPathUrl()))
                .toList();
    }

    private static OpenAPI model(ObjectNode document) {
        ObjectNode withoutBodies = document.deepCopy();
        ((ObjectNode) withoutBodies.get("components")).remove("schemas");
        withoutBodies.findValues("content").forEach(content ->
                content.forEach(body -> ((ObjectNode) body).remove("schema")));
        // A schema of OpenAPI 3.1 is another class, which it does not look into.
        withoutBodies.put("openapi", "3.0.1");
        try {
            return Json.mapper().readValue(withoutBodies.toString(), OpenAPI.class);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private List<String> brokenByValues() {
        Schemas old = new Schemas(new ApiDocument(before.toString()));
        Schemas current = new Schemas(new ApiDocument(after.toString()));
        Map<String, Operation> kept = current.document.operations().stream()
                .collect(toMap(Operation::toString, operation -> operation));
        return old.document.operations().stream()
                .filter(operation -> kept.containsKey(operation.toString()))
                .filter(operation -> takesLess(operation, kept.get(operation.toString()), old, current)
                        || answersMore(operation, kept.get(operation.toString()), old, current))
                .map(Operation::toString)
                .toList();
    }

    /** A body that was in order is refused now. */
    private static boolean takesLess(Operation was, Operation is, Schemas old, Schemas current) {
        return old.allowMore(json(was.bodies()), current, json(is.bodies()));
    }

    /** A client may have to read what it never had to. */
    private static boolean answersMore(Operation was, Operation is, Schemas old, Schemas current) {
        return is.responses().propertyStream().anyMatch(response -> current.allowMore(
                json(response.getValue().path("content")),
                old, json(was.responses().path(response.getKey()).path("content"))));
    }

    private static JsonNode json(JsonNode content) {
        return content.propertyStream()
                .filter(body -> body.getKey().endsWith("json") && !body.getKey().endsWith("ndjson"))
                .map(body -> body.getValue().path("schema"))
                .findFirst()
                .orElseGet(MissingNode::getInstance);
    }

    /** Of one of the documents. */
    private static final class Schemas {
        private final ApiDocument document;
        private final AllowedValues values;
        private final Map<List<JsonNode>, Boolean> compared = new HashMap<>();

        Schemas(ApiDocument document) {
            this.document = document;
            this.values = new AllowedValues(document);
        }

        /** Whether a schema of these allows what that of others does not; false where there is but one. */
        boolean allowMore(JsonNode schema, Schemas others, JsonNode other) {
            return schema.isObject() && other.isObject()
                    && compared.computeIfAbsent(List.of(schema, other), pair ->
                            !document.inlined(schema).equals(others.document.inlined(other))
                                    && !values.of(schema).stream().allMatch(
                                            value -> others.document.allows(other, value)));
        }
    }

    /** What leaving a field out means; where that has not been said so far, it may be said now. */
    private List<String> brokenByDefaults() {
        Map<String, JsonNode> was = defaults(before);
        Map<String, JsonNode> is = defaults(after);
        return was.keySet().stream()
                .filter(is::containsKey)
                .filter(place -> !was.get(place).isMissingNode() && !was.get(place).equals(is.get(place)))
                .map(place -> "default of " + place)
                .toList();
    }

    /** By place; missing where there is none. */
    private static Map<String, JsonNode> defaults(JsonNode document) {
        Map<String, JsonNode> defaults = new LinkedHashMap<>();
        collectDefaults("", document, defaults);
        return defaults;
    }

    private static void collectDefaults(String place, JsonNode node, Map<String, JsonNode> defaults) {
        boolean isMap = place.endsWith("/responses") || place.endsWith("/properties");
        defaults.put(place, isMap ? MissingNode.getInstance() : node.path("default"));
        node.propertyStream().forEach(child ->
                collectDefaults(place + "/" + child.getKey(), child.getValue(), defaults));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            JsonNode item = node.get(i);
            collectDefaults(place + "/" + item.path("name").asString(Integer.toString(i)), item, defaults);
        }
    }
}
