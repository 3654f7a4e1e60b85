package org.flatsweep.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Clients of the release before go on working: nothing that its document promises has been taken away. */
class BreakingChangeTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path RELEASED = Path.of("openapi-released.json");
    private static final Path CURRENT = Path.of("openapi.json");

    private static final String WORKERS = "/paths/~1api~1v1~1workers/get";
    private static final String SCHEMAS = "/components/schemas/";
    private static final List<String> SUBMISSIONS =
            List.of("POST /api/v1/schedules", "POST /api/v1/sweeps", "POST /api/v1/sweeps/preview");

    private static ObjectNode read(Path document) throws IOException {
        return (ObjectNode) JSON.readTree(Files.readString(document));
    }

    private static List<String> brokenBy(Consumer<ObjectNode> change) throws IOException {
        ObjectNode changed = read(CURRENT);
        change.accept(changed);
        return new ApiChange(read(CURRENT), changed).broken();
    }

    @Test
    void shouldKeepWhatWasReleased() throws IOException {
        assertThat(new ApiChange(read(RELEASED), read(CURRENT)).broken())
                .as("a client of the released API breaks; CONTRIBUTING.md says how to accept that on purpose")
                .isEmpty();
    }

    static Stream<Arguments> breakingChanges() {
        return Stream.of(
                change("an operation is removed",
                        api -> object(api, "/paths").remove("/api/v1/workers"), "GET /api/v1/workers"),
                change("a parameter is required now",
                        api -> object(api, WORKERS + "/parameters/0").put("required", true), "GET /api/v1/workers"),
                change("a parameter has another default",
                        api -> object(api, WORKERS + "/parameters/0/schema").put("default", 2),
                        "default of /paths//api/v1/workers/get/parameters/limit/schema"),
                change("an answer has a field less", api -> {
                    object(api, SCHEMAS + "WorkerView/properties").remove("device");
                    remove(api, SCHEMAS + "WorkerView/required", "device");
                }, "GET /api/v1/workers"),
                change("an answer has a field at times only",
                        api -> remove(api, SCHEMAS + "WorkerView/required", "device"), "GET /api/v1/workers"),
                change("a field of an answer is null at times",
                        api -> object(api, SCHEMAS + "AccessToken/properties/name")
                                .putArray("type").add("string").add("null"),
                        "GET /api/v1/tokens", "POST /api/v1/tokens", "POST /api/v1/tokens/{name}/rotate"),
                change("an object of an answer is null at times", api -> {
                    ObjectNode fields = object(api, SCHEMAS + "Issued/properties");
                    ArrayNode either = JSON.createArrayNode().add(fields.get("access_token"));
                    either.addObject().put("type", "null");
                    fields.putObject("access_token").set("oneOf", either);
                }, "POST /api/v1/tokens", "POST /api/v1/tokens/{name}/rotate"),
                change("a field of an answer has another word",
                        api -> array(api, SCHEMAS + "AccessToken/properties/scope/enum").add("owner"),
                        "GET /api/v1/tokens", "POST /api/v1/tokens", "POST /api/v1/tokens/{name}/rotate"),
                change("a field of a definition has another name", api -> {
                    ObjectNode fields = object(api, SCHEMAS + "SweepDefinition/properties");
                    fields.set("parallel", fields.remove("max_parallel"));
                }, SUBMISSIONS),
                change("a field of a definition is required now",
                        api -> array(api, SCHEMAS + "SweepDefinition/required").add("epochs"), SUBMISSIONS),
                change("a field of a definition may not be null",
                        api -> object(api, SCHEMAS + "SweepDefinition/properties/reuse").put("type", "boolean"),
                        SUBMISSIONS),
                change("there is a method less",
                        api -> array(api, SCHEMAS + "SweepMethod/oneOf").remove(0), SUBMISSIONS),
                change("a method has a hyperparameter less",
                        api -> object(api, SCHEMAS + "VsamMethod/properties").remove("sigma_lr"), SUBMISSIONS),
                change("the grid of a method has a hyperparameter less",
                        api -> object(api, SCHEMAS + "EsMethod/properties/grid/properties").remove("fitness"),
                        SUBMISSIONS),
                change("an axis is given in other words", api -> {
                    ObjectNode fields = object(api, SCHEMAS + "RhoAxis/oneOf/2/properties");
                    fields.set("count", fields.remove("steps"));
                    remove(api, SCHEMAS + "RhoAxis/oneOf/2/required", "steps");
                }, SUBMISSIONS),
                change("a hyperparameter has a word less",
                        api -> remove(api, SCHEMAS + "ScheduleValue/enum", "cosine"), SUBMISSIONS),
                change("a hyperparameter may not be as great",
                        api -> object(api, SCHEMAS + "EpochsValue").put("maximum", 1000), SUBMISSIONS),
                change("a hyperparameter has another default",
                        api -> object(api, SCHEMAS + "AsamMethod/properties/rho").put("default", 1),
                        "default of /components/schemas/AsamMethod/properties/rho"),
                change("a field of a definition has no default",
                        api -> object(api, SCHEMAS + "SweepDefinition/properties/reuse").remove("default"),
                        "default of /components/schemas/SweepDefinition/properties/reuse"));
    }

    private static Arguments change(String name, Consumer<ObjectNode> change, String... broken) {
        return change(name, change, List.of(broken));
    }

    private static Arguments change(String name, Consumer<ObjectNode> change, List<String> broken) {
        return Arguments.of(Named.of(name, change), broken);
    }

    private static ObjectNode object(ObjectNode document, String pointer) {
        return (ObjectNode) document.at(pointer);
    }

    private static ArrayNode array(ObjectNode document, String pointer) {
        return (ArrayNode) document.at(pointer);
    }

    private static void remove(ObjectNode document, String pointer, String word) {
        array(document, pointer).removeIf(element -> element.asString().equals(word));
    }

    @ParameterizedTest
    @MethodSource("breakingChanges")
    void shouldNoticeThat(Consumer<ObjectNode> change, List<String> broken) throws IOException {
        assertThat(brokenBy(change)).containsExactlyElementsOf(broken);
    }

    static Stream<Arguments> compatibleChanges() {
        return Stream.of(
                change("an answer has one more field", api -> {
                    object(api, SCHEMAS + "WorkerView/properties").putObject("rack").put("type", "string");
                    array(api, SCHEMAS + "WorkerView/required").add("rack");
                }),
                change("a field of an answer is never null",
                        api -> object(api, SCHEMAS + "AccessToken/properties/created_by").put("type", "string")),
                change("a definition may have one more field, and a hyperparameter one more word", api -> {
                    object(api, SCHEMAS + "SweepDefinition/properties").putObject("tags").put("type", "string");
                    array(api, SCHEMAS + "ScheduleValue/enum").add("warm_restarts");
                }),
                change("a field has a default now",
                        api -> object(api, SCHEMAS + "SweepDefinition/properties/max_parallel").put("default", 8)));
    }

    @ParameterizedTest
    @MethodSource("compatibleChanges")
    void shouldLetPassThat(Consumer<ObjectNode> change, List<String> nothing) throws IOException {
        assertThat(brokenBy(change)).isEqualTo(nothing);
    }
}
