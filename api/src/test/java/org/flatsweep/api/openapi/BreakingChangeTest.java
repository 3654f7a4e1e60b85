package org.flatsweep.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.OpenAPI;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openapitools.openapidiff.core.compare.OpenApiDiff;
import org.openapitools.openapidiff.core.compare.OpenApiDiffOptions;
import org.openapitools.openapidiff.core.model.ChangedOpenApi;
import org.openapitools.openapidiff.core.model.ChangedOperation;
import org.openapitools.openapidiff.core.model.Endpoint;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Clients of the release before go on working: nothing that its document promises has been taken away. */
class BreakingChangeTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path RELEASED = Path.of("openapi-released.json");
    private static final Path CURRENT = Path.of("openapi.json");

    private static ObjectNode read(Path document) throws IOException {
        return (ObjectNode) JSON.readTree(Files.readString(document));
    }

    /** The operations that a client of the old document may fail on. */
    private static List<String> broken(ObjectNode before, ObjectNode after) {
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
        ObjectNode copy = document.deepCopy();
        copy.put("openapi", "3.0.1");
        asVersion30(copy);
        try {
            return Json.mapper().readValue(copy.toString(), OpenAPI.class);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The comparison goes into lists by the types of OpenAPI 3.0 only, where null is a property beside the type. */
    private static void asVersion30(JsonNode node) {
        if (node instanceof ObjectNode schema && schema.get("type") instanceof ArrayNode types) {
            schema.set("type", types.get(0));
            schema.put("nullable", true);
        }
        if (node.get("oneOf") instanceof ArrayNode alternatives) {
            alternatives.removeIf(alternative -> alternative.path("type").asString("").equals("null"));
        }
        node.forEach(BreakingChangeTest::asVersion30);
    }

    @Test
    void shouldKeepWhatWasReleased() throws IOException {
        assertThat(broken(read(RELEASED), read(CURRENT)))
                .as("a client of the released API breaks; CONTRIBUTING.md says how to accept that on purpose")
                .isEmpty();
    }

    @Test
    void shouldFindAFieldThatWasRemoved() throws IOException {
        ObjectNode changed = read(CURRENT);
        ((ObjectNode) changed.at("/components/schemas/WorkerView/properties")).remove("device");
        ArrayNode required = (ArrayNode) changed.at("/components/schemas/WorkerView/required");
        for (int i = required.size() - 1; i >= 0; i--) {
            if (required.get(i).asString().equals("device")) {
                required.remove(i);
            }
        }
        assertThat(broken(read(CURRENT), changed)).containsExactly("GET /api/v1/workers");
    }

    @Test
    void shouldFindAnOperationThatWasRemoved() throws IOException {
        ObjectNode changed = read(CURRENT);
        ((ObjectNode) changed.get("paths")).remove("/api/v1/workers");
        assertThat(broken(read(CURRENT), changed)).containsExactly("GET /api/v1/workers");
    }

    @Test
    void shouldFindAParameterThatIsRequiredNow() throws IOException {
        ObjectNode changed = read(CURRENT);
        ((ObjectNode) changed.at("/paths/~1api~1v1~1workers/get/parameters/0")).put("required", true);
        assertThat(broken(read(CURRENT), changed)).containsExactly("GET /api/v1/workers");
    }

    @Test
    void shouldLetAFieldBeAdded() throws IOException {
        ObjectNode changed = read(CURRENT);
        ((ObjectNode) changed.at("/components/schemas/WorkerView/properties")).putObject("rack").put("type", "string");
        ((ArrayNode) changed.at("/components/schemas/WorkerView/required")).add("rack");
        assertThat(broken(read(CURRENT), changed)).isEmpty();
    }
}
