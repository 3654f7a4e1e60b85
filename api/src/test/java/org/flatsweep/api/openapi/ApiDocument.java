package org.flatsweep.api.openapi;

import com.networknt.schema.Error;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI document as a contract: what may be asked, and what an answer has to be. */
final class ApiDocument {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> ANNOTATIONS = Set.of("default", "description");
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private final JsonNode document;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
    private final Map<JsonNode, Schema> schemas = new HashMap<>();

    ApiDocument(String json) {
        document = JSON.readTree(json);
    }

    /** @param path as a template: {@code /api/v1/sweeps/{id}} */
    record Operation(String method, String path, JsonNode definition) {

        List<JsonNode> parameters(String in) {
            return definition.path("parameters").valueStream()
                    .filter(parameter -> parameter.get("in").asString().equals(in))
                    .toList();
        }

        /** By media type; empty where the operation takes no body. */
        JsonNode bodies() {
            return definition.at("/requestBody/content");
        }

        JsonNode responses() {
            return definition.get("responses");
        }

        /** Of the answers that are no errors. */
        List<String> mediaTypes() {
            return responses().propertyStream()
                    .filter(response -> response.getKey().startsWith("2"))
                    .flatMap(response -> response.getValue().path("content").propertyNames().stream())
                    .distinct()
                    .toList();
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** @param body empty of an event stream, which does not end */
    record Answer(int status, String contentType, byte[] body) {}

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.get("paths").forEachEntry((path, item) -> item.forEachEntry((method, definition) -> {
            if (METHODS.contains(method)) {
                operations.add(new Operation(method.toUpperCase(), path, definition));
            }
        }));
        return operations;
    }

    /** With references resolved. */
    JsonNode resolved(JsonNode schema) {
        return schema.has("$ref") ? document.at(schema.get("$ref").asString().substring(1)) : schema;
    }

    /** With what all its references lead to, and without what neither allows nor refuses anything. */
    JsonNode inlined(JsonNode schema) {
        if (schema instanceof ArrayNode array) {
            ArrayNode copy = JSON.createArrayNode();
            array.forEach(item -> copy.add(inlined(item)));
            return copy;
        }
        if (schema instanceof ObjectNode object) {
            ObjectNode copy = JSON.createObjectNode();
            object.forEachEntry((key, value) -> {
                if (!(ANNOTATIONS.contains(key) && value.isValueNode())) {
                    copy.set(key, inlined(key.equals("$ref") ? resolved(schema) : value));
                }
            });
            return copy;
        }
        return schema;
    }

    List<String> violations(JsonNode schema, JsonNode value) {
        return schemas.computeIfAbsent(schema, this::compile).validate(value).stream().map(Error::toString).toList();
    }

    /** As {@link #violations}, but faster, as the first is enough. */
    boolean allows(JsonNode schema, JsonNode value) {
        return schemas.computeIfAbsent(schema, this::compile).validate(value, OutputFormat.BOOLEAN);
    }

    /** Its references begin with {@code #/components}, so that must be in it. */
    private Schema compile(JsonNode schema) {
        ObjectNode whole = ((ObjectNode) schema).deepCopy();
        whole.set("components", document.get("components"));
        return registry.getSchema(whole);
    }

    /** What of an answer breaks the contract. */
    List<String> violations(Operation operation, Answer answer) {
        if (answer.status >= 500) {
            return List.of("it is the server's error");
        }
        String status = Integer.toString(answer.status);
        JsonNode declared = operation.responses().has(status) || answer.status < 400
                ? operation.responses().path(status)
                : operation.responses().path("default");
        if (declared.isMissingNode()) {
            return List.of("the status is not declared");
        }
        JsonNode content = declared.path("content");
        if (content.isMissingNode()) {
            return answer.body.length == 0 ? List.of() : List.of("no body is declared");
        }
        if (answer.contentType == null) {
            return List.of("it has no media type");
        }
        MediaType type = MediaType.valueOf(answer.contentType);
        return content.propertyStream()
                .filter(body -> type.equalsTypeAndSubtype(MediaType.valueOf(body.getKey())))
                .findFirst()
                .map(body -> type.getSubtype().endsWith("json") && !type.getSubtype().endsWith("ndjson")
                        ? jsonViolations(body.getValue().get("schema"), answer.body)
                        : List.<String>of())
                .orElseGet(() -> List.of("the media type is not declared"));
    }

    private List<String> jsonViolations(JsonNode schema, byte[] body) {
        try {
            return violations(schema, JSON.readTree(body));
        } catch (JacksonException e) {
            return List.of("it is no JSON: " + e.getOriginalMessage());
        }
    }
}
