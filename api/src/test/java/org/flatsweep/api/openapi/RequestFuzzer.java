package org.flatsweep.api.openapi;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.flatsweep.api.openapi.ApiDocument.Operation;
import org.springframework.util.NumberUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes requests of the operations of a document: a few as it asks for, most with something broken. */
final class RequestFuzzer {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final String LONG = "x".repeat(10_000);

    private static final List<String> TEXTS = List.of(
            "", " ", "-1", "0", "2147483648", "9223372036854775807", "9223372036854775808", "-99999999999999999999",
            "1e400", "NaN", "-Infinity", "1.5", "0x10", "010", "+1", "１", "true", "null", "[]", "{}", "1,2", "1;2",
            "\0", "a\0b", "'", "\"", "'; drop table trial; --", "1 or 1=1", "..", "../../etc/passwd", "..\\..", "/", ";a=b",
            "%", "%s%n", "${jndi:ldap://localhost/a}", "<script>alert(1)</script>", "\r\nX-Header: y", "σ₀", "🙂", "\u202e",
            "e\u0301", "\ufffe", "*", "?", "#", "_", "\\", LONG);

    /** As they stand in a body: also what is no JSON. */
    private static final List<String> JSON_VALUES = List.of(
            "null", "true", "false", "0", "-0", "-1", "3.7", "1e2", "1e400", "-1e400", "1e-400", "NaN", "Infinity",
            "2147483648", "9223372036854775808", "1".repeat(99), "1".repeat(200), "0." + "3".repeat(90), "\"\"", "\" \"",
            "\"1\"", "\"NaN\"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"🙂\"", "\"'; drop table sweep; --\"",
            "\"" + LONG + "\"", "\"${jndi:ldap://localhost/a}\"", "[]", "{}", "[[]]", "[null]", "{\"a\": 1, \"a\": 2}",
            "{\"from\": 1e-4, \"to\": 1e-2, \"steps\": 3, \"scale\": \"log\"}", "{\"from\": 0, \"to\": 1e308, \"steps\": 9999}",
            "[1, 1, 1]", "[0.05, 1e999]", "[1e-320]", "[" + "0,".repeat(20_000) + "0]", "[".repeat(60) + "]".repeat(60),
            "[".repeat(5_000) + "]".repeat(5_000), "{\"a\":".repeat(200) + "1" + "}".repeat(200), "{", "01", "'a'", "&a [*a]",
            "!!java.net.URL [x]", "*a", "<<", "0o17", "0x1F", ".inf", "2026-11-25", "~", "|\n a", "\"\\x41\"");

    private static final List<String> CONTENT_TYPES = List.of(
            "application/json", "application/yaml", "text/yaml", "application/zip", "text/plain", "application/xml",
            "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "*/*",
            "application/json; charset=utf-16", "application/json; charset=none", "application/merge-patch+json", "json",
            "application/", ";", "application/json, text/yaml");

    private static final List<String> ACCEPTS = List.of(
            "*/*", "application/json", "text/csv", "text/html", "image/svg+xml", "application/pdf", "text/event-stream",
            "application/problem+json", "application/json;q=0", "application/json;q=none", "nothing", "/", "", "*",
            "application/*+json", "text/markdown, */*;q=0.1");

    private static final Map<String, List<String>> HEADERS = Map.of(
            "If-None-Match", List.of("*", "W/\"x\"", "\"", "\"a\", W/\"b\"", "x".repeat(2_000)),
            "If-Modified-Since", List.of("yesterday", "Wed, 25 Nov 2026 12:00:00 GMT"),
            "Range", List.of("bytes=0-1", "bytes=9-1", "lines=1"),
            "Accept-Encoding", List.of("gzip", "br", "identity;q=0", "*"),
            "Accept-Language", List.of("de", "xx-invalid-", "*"),
            "Content-Encoding", List.of("gzip"),
            "Origin", List.of("null", "https://elsewhere.example"),
            "X-Forwarded-Host", List.of("elsewhere.example:99999", "a b"),
            "X-Forwarded-Port", List.of("-1", "none"),
            "X-HTTP-Method-Override", List.of("DELETE"));

    /** What stands for a value while a body is a tree, and gives way to one that no tree can have. */
    private static final String HOLE = "HOLE";

    private final ApiDocument document;
    private final AllowedValues allowed;
    private final Random random;
    private final List<String> words;
    private final byte[] archive;

    /**
     * @param words that mean something to the API: names and keys of what is there
     * @param archive a zip that it would import
     */
    RequestFuzzer(ApiDocument document, Random random, List<String> words, byte[] archive) {
        this.document = document;
        this.allowed = new AllowedValues(document);
        this.random = random;
        this.words = words;
        this.archive = archive;
    }

    /** What has been put together of a request so far. */
    private static final class Draft {
        private final Map<String, String> headers = new LinkedHashMap<>();
        private final List<String> objections = new ArrayList<>();
        private byte[] body = {};
    }

    FuzzedRequest next(Operation operation) {
        // One in four as it should be; of the others each part is broken as often as not.
        int breaking = random.nextInt(4) == 0 ? 0 : 2;
        Draft draft = new Draft();
        String target = path(operation, breaking, draft) + query(operation, breaking, draft);
        headers(operation, breaking, draft);
        body(operation, breaking, draft);
        return new FuzzedRequest(operation, target, draft.headers, draft.body, draft.objections);
    }

    private boolean oneIn(int n) {
        return n > 0 && random.nextInt(n) == 0;
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private String path(Operation operation, int breaking, Draft draft) {
        String path = operation.path();
        for (JsonNode parameter : operation.parameters("path")) {
            String value = text(parameter, oneIn(breaking));
            // An empty segment, or one of dots, would be another path.
            String segment = value.matches("\\.{0,2}") ? "1" : value;
            objectTo(parameter, segment, draft);
            path = path.replace("{" + parameter.get("name").asString() + "}", escaped(segment));
        }
        return path;
    }

    private String query(Operation operation, int breaking, Draft draft) {
        List<String> pairs = new ArrayList<>();
        for (JsonNode parameter : operation.parameters("query")) {
            boolean required = parameter.path("required").asBoolean();
            if (required ? !oneIn(4 * breaking) : random.nextBoolean()) {
                pairs.add(escaped(parameter.get("name").asString()) + "="
                        + escaped(value(parameter, oneIn(breaking), draft)));
            } else if (required) {
                draft.objections.add(parameter.get("name").asString() + " is required");
            }
        }
        if (oneIn(4 * breaking)) {
            pairs.add(escaped(any(TEXTS.subList(0, TEXTS.size() - 1))) + "=" + any(List.of("1", "%ff", "%c0%80", "")));
        }
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    private void headers(Operation operation, int breaking, Draft draft) {
        draft.headers.put("Accept", oneIn(breaking) ? any(ACCEPTS) : any(operation.mediaTypes().isEmpty()
                ? List.of("*/*")
                : operation.mediaTypes()));
        for (JsonNode parameter : operation.parameters("header")) {
            if (random.nextBoolean()) {
                String value = value(parameter, oneIn(breaking), draft);
                if (value.chars().allMatch(c -> c >= ' ' && c < 127)) {
                    draft.headers.put(parameter.get("name").asString(), value);
                }
            }
        }
        HEADERS.forEach((name, values) -> {
            if (oneIn(5 * breaking)) {
                draft.headers.put(name, any(values));
            }
        });
    }

    /** A value of a parameter as text; what the document has against it goes to the draft. */
    private String value(JsonNode parameter, boolean broken, Draft draft) {
        String value = text(parameter, broken);
        objectTo(parameter, value, draft);
        return value;
    }

    private String text(JsonNode parameter, boolean broken) {
        return broken ? any(TEXTS) : valid(parameter.get("schema"));
    }

    private void objectTo(JsonNode parameter, String value, Draft draft) {
        JsonNode schema = parameter.get("schema");
        // A blank one is one that is not there.
        if (!value.trim().isEmpty() || parameter.path("required").asBoolean()) {
            document.violations(schema, read(schema, value)).forEach(objection ->
                    draft.objections.add(parameter.get("name").asString() + ": " + objection));
        }
    }

    private JsonNode read(JsonNode schema, String text) {
        return switch (schema.path("type").asString("")) {
            case "array" -> JSON.valueToTree(text.split(","));
            case "integer" -> integer(text);
            default -> NODES.stringNode(text);
        };
    }

    /** As Spring reads numbers, 0x10 too. */
    private static JsonNode integer(String text) {
        try {
            return NODES.numberNode(NumberUtils.parseNumber(text, Long.class));
        } catch (IllegalArgumentException e) {
            return NODES.stringNode(text);
        }
    }

    private String valid(JsonNode schema) {
        if (schema.has("enum")) {
            return any(schema.get("enum").valueStream().toList()).asString();
        }
        if (schema.path("type").asString("").equals("integer")) {
            long low = Math.max(1, schema.path("minimum").asLong(1));
            long high = Math.min(schema.path("maximum").asLong(12), 12);
            return Long.toString(random.nextLong(low, high + 1));
        }
        return any(words);
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private void body(Operation operation, int breaking, Draft draft) {
        if (operation.bodies().isMissingNode()) {
            if (oneIn(4 * breaking)) {
                draft.headers.put("Content-Type", any(CONTENT_TYPES));
                draft.body = any(JSON_VALUES).getBytes(StandardCharsets.UTF_8);
            }
            return;
        }
        Map.Entry<String, JsonNode> body = any(operation.bodies().propertyStream().toList());
        JsonNode schema = body.getValue().path("schema");
        String contentType = body.getKey();
        if (contentType.equals("application/zip")) {
            draft.body = oneIn(breaking) ? damaged(archive.clone()) : archive;
        } else {
            JsonNode tree = body.getValue().has("example") && oneIn(4)
                    ? body.getValue().get("example")
                    : allowed(schema);
            draft.body = (oneIn(breaking) ? withAHole(tree) : JSON.writeValueAsString(tree)).getBytes(StandardCharsets.UTF_8);
            if (oneIn(3 * breaking)) {
                draft.body = damaged(draft.body);
            }
        }
        if (oneIn(2 * breaking)) {
            contentType = any(CONTENT_TYPES);
        }
        if (!oneIn(8 * breaking)) {
            draft.headers.put("Content-Type", contentType);
        }
        if (contentType.equals("application/json")) {
            objectToBody(schema, draft);
        }
    }

    private void objectToBody(JsonNode schema, Draft draft) {
        try {
            draft.objections.addAll(document.violations(schema, JSON.readTree(draft.body)));
        } catch (RuntimeException e) {
            draft.objections.add("the body is no JSON");
        }
    }

    /** Two that differ from the plainest in one field or so make one that has both differences. */
    private JsonNode allowed(JsonNode schema) {
        JsonNode tree = any(allowed.of(schema));
        JsonNode other = any(allowed.of(schema));
        return tree instanceof ObjectNode object && random.nextBoolean()
                ? object.deepCopy().setAll((ObjectNode) other)
                : tree;
    }

    /** A tree of which a value has been replaced, taken away or given company. */
    private String withAHole(JsonNode tree) {
        JsonNode changed = tree.deepCopy();
        JsonNode place = changed;
        while (place.isContainer() && !place.isEmpty()) {
            JsonNode inner = any(place.valueStream().toList());
            if (!inner.isContainer() || inner.isEmpty() || random.nextBoolean()) {
                break;
            }
            place = inner;
        }
        if (place instanceof ObjectNode object) {
            String name = object.isEmpty() ? "a" : any(List.copyOf(object.propertyNames()));
            switch (random.nextInt(6)) {
                case 0 -> object.remove(name);
                case 1 -> object.put(any(List.of("", "a\0b", "name ", "Name", "__proto__", LONG, "/~1")), HOLE);
                default -> object.put(name, HOLE);
            }
        } else if (place instanceof ArrayNode array && !array.isEmpty()) {
            array.set(random.nextInt(array.size()), NODES.stringNode(HOLE));
        }
        return JSON.writeValueAsString(changed).replace('"' + HOLE + '"', any(JSON_VALUES));
    }

    private byte[] damaged(byte[] body) {
        return switch (random.nextInt(7)) {
            case 0 -> new byte[0];
            case 1 -> Arrays.copyOf(body, random.nextInt(body.length + 1));
            case 2 -> withByte(body, any(List.of(0x00, 0xff, 0xc0, 0x80, 0x1b, 0xed)));
            case 3 -> joined(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}, body);
            case 4 -> new String(body, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16);
            case 5 -> joined(body, body);
            default -> any(JSON_VALUES).getBytes(StandardCharsets.UTF_8);
        };
    }

    private byte[] withByte(byte[] body, int value) {
        if (body.length > 0) {
            body[random.nextInt(body.length)] = (byte) value;
        }
        return body;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }
}
