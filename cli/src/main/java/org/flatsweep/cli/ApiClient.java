package org.flatsweep.cli;

import static java.util.stream.Collectors.joining;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The public REST API as the commands use it; every refusal becomes a {@link CommandFailedException}. */
final class ApiClient {

    private static final JsonMapper JSON = new JsonMapper();
    /** Answers of a gateway without an API, and of an API that cannot serve now, as without its database. */
    private static final Set<Integer> UNREACHED = Set.of(502, 503, 504);

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI server;
    private final Optional<String> token;

    /** @param token what to send to an API that asks for one */
    ApiClient(URI server, Optional<String> token) {
        this.server = server;
        this.token = token;
    }

    /** @param id the sweep's, with {@code isNew} false where the idempotency key had already made it */
    record Submitted(long id, int trials, boolean isNew) {}

    Submitted submit(String definition, String contentType, Optional<String> idempotencyKey) {
        HttpRequest.Builder request = request("/api/v1/sweeps")
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(definition));
        idempotencyKey.ifPresent(key -> request.header("Idempotency-Key", key));
        return submitted(send(request));
    }

    private static Submitted submitted(HttpResponse<byte[]> response) {
        JsonNode sweep = json(response.body());
        return new Submitted(
                sweep.get("id").asLong(), sweep.at("/trials/total").asInt(), response.statusCode() == 201);
    }

    /** What a submission would make, as JSON; stores nothing. */
    String preview(String definition, String contentType) {
        return text(send(request("/api/v1/sweeps/preview")
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(definition))));
    }

    /**
     * An answer as it is, in JSON.
     *
     * @param path below {@code /api/v1/}
     */
    String document(String path) {
        return text(send(request("/api/v1/" + path)));
    }

    /** What {@link #document} gives, read. */
    JsonNode read(String path) {
        return json(send(request("/api/v1/" + path)).body());
    }

    /** Those heard of within a day, as the API lists them, with all pages in one. */
    ObjectNode workers() {
        return allPages("workers");
    }

    /** Those that were revoked too, as the API lists them, with all pages in one. */
    ObjectNode tokens() {
        return allPages("tokens");
    }

    /** @param items what is listed, by the path and the field of that name */
    private ObjectNode allPages(String items) {
        ObjectNode list = (ObjectNode) read(items);
        while (list.hasNonNull("next")) {
            JsonNode page = read(items + "?after=" + encoded(list.get("next").asString()));
            page.get(items).forEach(list.withArrayProperty(items)::add);
            list.set("next", page.get("next"));
        }
        return list;
    }

    /** How to train a trial again and what is to come of it, as JSON. */
    String reproduction(long trial) {
        return text(send(request("/api/v1/trials/" + trial + "/reproduce")));
    }

    String table(long sweep, String format) {
        return table(sweep, "table", Map.of("format", List.of(format)));
    }

    /** @param table of the sweep's tables: table, budget, published/3, comparison/7 */
    String table(long sweep, String table, Map<String, List<String>> query) {
        return text(send(request("/api/v1/sweeps/%d/%s?%s".formatted(sweep, table, encoded(query)))));
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /** @param query the values of each parameter */
    byte[] figure(long sweep, String figure, Map<String, List<String>> query) {
        return send(request("/api/v1/sweeps/%d/figures/%s?%s".formatted(sweep, encoded(figure), encoded(query)))).body();
    }

    /**
     * Copies a document that may be longer than memory.
     *
     * @param document of the sweep's: export/metrics?format=csv, archive
     * @throws IOException if it breaks off, or cannot be written
     */
    void copy(long sweep, String document, OutputStream target) throws IOException {
        try (InputStream body = exchange(lasting("/api/v1/sweeps/%d/%s".formatted(sweep, document)),
                BodyHandlers.ofInputStream(), InputStream::readAllBytes).body()) {
            body.transferTo(target);
        }
    }

    /**
     * A sweep's events as they come, in lines of {@code text/event-stream}; to be closed.
     *
     * @param lastId of the last event seen
     */
    Stream<String> eventLines(long sweep, Optional<String> lastId) {
        HttpRequest.Builder request = lasting("/api/v1/sweeps/%d/events".formatted(sweep));
        lastId.ifPresent(id -> request.header("Last-Event-ID", id));
        return exchange(request, BodyHandlers.ofLines(),
                lines -> lines.collect(joining()).getBytes(StandardCharsets.UTF_8)).body();
    }

    /** @throws CommandFailedException if the file cannot be read, or is refused */
    Submitted importArchive(Path file) {
        try {
            HttpResponse<byte[]> response = send(lasting("/api/v1/sweeps/import")
                    .header("Content-Type", "application/zip")
                    .POST(BodyPublishers.ofFile(file)));
            return submitted(response);
        } catch (FileNotFoundException e) {
            throw new CommandFailedException("cannot read '%s'".formatted(file), e);
        }
    }

    private static String encoded(Map<String, List<String>> query) {
        return query.entrySet().stream()
                .flatMap(parameter -> parameter.getValue().stream()
                        .map(value -> parameter.getKey() + "=" + encoded(value)))
                .collect(joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /**
     * @param of {@code sweeps} or {@code trials}
     * @param order cancel, pause, resume or retry
     */
    void order(String of, long id, String order) {
        send(request("/api/v1/%s/%d/%s".formatted(of, id, order)).POST(BodyPublishers.noBody()));
    }

    /** @param of {@code sweeps} or {@code trials} */
    void setPriority(String of, long id, int priority) {
        send(request("/api/v1/%s/%d/priority".formatted(of, id))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"priority\": %d}".formatted(priority))));
    }

    /** @return the new token and what it is, as the API answers */
    JsonNode createToken(String name, String scope, Optional<Instant> expiresAt) {
        ObjectNode body = JSON.createObjectNode().put("name", name).put("scope", scope);
        expiresAt.ifPresent(end -> body.put("expires_at", end.toString()));
        return json(send(request("/api/v1/tokens")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))).body());
    }

    /** As {@link #createToken}, in the place of one that there is. */
    JsonNode rotateToken(String name) {
        String path = "/api/v1/tokens/%s/rotate".formatted(encoded(name));
        return json(send(request(path).POST(BodyPublishers.noBody())).body());
    }

    void revokeToken(String name) {
        send(request("/api/v1/tokens/" + encoded(name)).DELETE());
    }

    boolean isReady() {
        try {
            HttpRequest request = request("/readyz").build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    String pageOf(long sweep) {
        return server.resolve("/#/sweeps/" + sweep).toString();
    }

    private HttpRequest.Builder request(String path) {
        return lasting(path).timeout(Duration.ofSeconds(60));
    }

    /** May take as long as a sweep is large. */
    private HttpRequest.Builder lasting(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path));
        token.ifPresent(t -> request.header("Authorization", "Bearer " + t));
        return request;
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        return exchange(request, BodyHandlers.ofByteArray(), body -> body);
    }

    /** What makes bytes of a body. */
    private interface Reading<T> {
        byte[] bytes(T body) throws IOException;
    }

    private <T> HttpResponse<T> exchange(HttpRequest.Builder request, BodyHandler<T> handler, Reading<T> reading) {
        try {
            HttpResponse<T> response = http.send(request.build(), handler);
            if (response.statusCode() >= 400) {
                String problem = refusal(response, reading.bytes(response.body()));
                throw UNREACHED.contains(response.statusCode())
                        ? new ServerUnreachableException(problem, null)
                        : new CommandFailedException(problem);
            }
            return response;
        } catch (IOException e) {
            throw new ServerUnreachableException(
                    "no answer from the API at %s; is it running (./flatsweep up)?".formatted(server), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted", e);
        }
    }

    private String refusal(HttpResponse<?> response, byte[] body) {
        return switch (response.statusCode()) {
            case 401 -> "the API at %s ".formatted(server) + (token.isPresent()
                    ? "does not take the token in FLATSWEEP_TOKEN or --token-file: it is wrong, expired or revoked"
                    : "asks for a token: set FLATSWEEP_TOKEN, or use --token-file");
            case 403 -> problem(response, body) + "; set FLATSWEEP_TOKEN to another, or use --token-file";
            default -> problem(response, body);
        };
    }

    /** The server's problem details (RFC 9457), one line each. */
    private static String problem(HttpResponse<?> response, byte[] body) {
        try {
            JsonNode problem = json(body);
            StringJoiner text = new StringJoiner("\n  ");
            text.add(problem.path("detail").asString(problem.path("title").asString("HTTP " + response.statusCode())));
            for (JsonNode error : problem.path("errors")) {
                String pointer = error.path("pointer").asString("");
                String field = pointer.isEmpty() ? "the definition" : pointer;
                String value = error.path("value").isNull() ? "" : " = " + error.path("value");
                text.add(field + value + ": " + error.path("message").asString());
            }
            return text.toString();
        } catch (JacksonException e) {
            return "HTTP " + response.statusCode() + " from " + response.uri();
        }
    }

    private static JsonNode json(byte[] body) {
        return JSON.readTree(body);
    }
}
