package org.flatsweep.cli;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The public REST API as the commands use it; every refusal becomes a {@link CommandFailedException}. */
final class ApiClient {

    private static final JsonMapper JSON = new JsonMapper();
    /** Answers of a gateway without an API, and of an API that cannot serve now, as without its database. */
    private static final Set<Integer> UNREACHED = Set.of(502, 503, 504);

    private final HttpClient http;
    private final String server;
    private final Optional<String> token;

    /**
     * @param server may have a path, below which a proxy serves the API
     * @param token what to send to an API that asks for one
     */
    ApiClient(URI server, Optional<String> token) {
        this.http = client(server);
        this.server = server.toString().replaceFirst("/+$", "");
        this.token = token;
    }

    private static HttpClient client(URI server) {
        HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5));
        if (server.getScheme().equalsIgnoreCase("http")) {
            client.sslContext(WithoutTls.context()).sslParameters(new SSLParameters());
        }
        return client.build();
    }

    /**
     * A sweep that is stored.
     *
     * @param answer the sweep as the API gives it
     * @param isNew false where it was there already, made under the same idempotency key or of the same archive
     */
    record Submitted(String answer, long id, int trials, boolean isNew) {}

    Submitted submit(String definition, String contentType, Optional<String> idempotencyKey) {
        HttpRequest.Builder request = request("/api/v1/sweeps")
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(definition));
        idempotencyKey.ifPresent(key -> request.header("Idempotency-Key", key));
        return submitted(send(request));
    }

    private Submitted submitted(HttpResponse<byte[]> response) {
        JsonNode sweep = json(response);
        return new Submitted(text(response), sweep.required("id").longValue(), sweep.at("/trials/total").asInt(),
                response.statusCode() == 201);
    }

    /** What a submission would make, as JSON; stores nothing. */
    String preview(String definition, String contentType) {
        return document(request("/api/v1/sweeps/preview")
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(definition)));
    }

    /**
     * An answer as it is, in JSON.
     *
     * @param path below {@code /api/v1/}
     */
    String document(String path) {
        return document(request("/api/v1/" + path));
    }

    private String document(HttpRequest.Builder request) {
        HttpResponse<byte[]> response = send(request);
        json(response);
        return text(response);
    }

    /** What {@link #document} gives, read. */
    JsonNode read(String path) {
        return json(send(request("/api/v1/" + path)));
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
            JsonNode page = read(items + "?after=" + encoded(list.required("next").asString()));
            page.get(items).forEach(list.withArrayProperty(items)::add);
            list.set("next", page.required("next"));
        }
        return list;
    }

    /** How to train a trial again and what is to come of it, as JSON. */
    String reproduction(long trial) {
        return document("trials/" + trial + "/reproduce");
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
     * @throws IOException if it cannot be written
     */
    void copy(long sweep, String document, OutputStream target) throws IOException {
        try (InputStream body = exchange(lasting("/api/v1/sweeps/%d/%s".formatted(sweep, document)),
                BodyHandlers.ofInputStream(), InputStream::readAllBytes).body()) {
            byte[] part = new byte[1 << 16];
            for (int length = read(body, part); length >= 0; length = read(body, part)) {
                target.write(part, 0, length);
            }
        }
    }

    private int read(InputStream body, byte[] part) {
        try {
            return body.read(part);
        } catch (IOException e) {
            throw new ServerUnreachableException("the answer of the API at %s broke off".formatted(server), e);
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

    /** @throws CommandFailedException if it is refused; if it cannot be read, a {@link WrongUsageException} */
    Submitted importArchive(Path file) {
        try (InputStream archive = Files.newInputStream(file)) {
            // A directory opens, too.
            archive.read();
            return submitted(send(lasting("/api/v1/sweeps/import")
                    .header("Content-Type", "application/zip")
                    .POST(BodyPublishers.ofFile(file))));
        } catch (IOException e) {
            throw new WrongUsageException("cannot read '%s': %s".formatted(file, Wording.reason(e)));
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
     * @return what it is of then, as JSON
     */
    String order(String of, long id, String order) {
        return ordered(request("/api/v1/%s/%d/%s".formatted(of, id, order)).POST(BodyPublishers.noBody()));
    }

    /** As {@link #order}. */
    String setPriority(String of, long id, int priority) {
        return ordered(request("/api/v1/%s/%d/priority".formatted(of, id))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"priority\": %d}".formatted(priority))));
    }

    /** What was obeyed by the API says of what it is; others may answer anything with 200. */
    private String ordered(HttpRequest.Builder request) {
        HttpResponse<byte[]> response = send(request);
        json(response).required("id").longValue();
        return text(response);
    }

    /** @return the new token and what it is, as JSON */
    String createToken(String name, String scope, Optional<Instant> expiresAt) {
        ObjectNode body = JSON.createObjectNode().put("name", name).put("scope", scope);
        expiresAt.ifPresent(end -> body.put("expires_at", end.toString()));
        return document(request("/api/v1/tokens")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString())));
    }

    /** As {@link #createToken}, in the place of one that there is. */
    String rotateToken(String name) {
        return document(request("/api/v1/tokens/%s/rotate".formatted(encoded(name))).POST(BodyPublishers.noBody()));
    }

    void revokeToken(String name) {
        send(request("/api/v1/tokens/" + encoded(name)).DELETE());
    }

    boolean isReady() {
        try {
            requireReady();
            return true;
        } catch (CommandFailedException e) {
            return false;
        }
    }

    /** @throws CommandFailedException with what there is instead of an API that serves */
    void requireReady() {
        send(request("/readyz"));
    }

    String pageOf(long sweep) {
        return server + "/#/sweeps/" + sweep;
    }

    private HttpRequest.Builder request(String path) {
        return lasting(path).timeout(Duration.ofSeconds(60));
    }

    /** May take as long as a sweep is large. */
    private HttpRequest.Builder lasting(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path));
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
            if (response.statusCode() / 100 != 2) {
                throw failure(response, reading.bytes(response.body()));
            }
            if (mediaType(response).equals("text/html")) {
                leave(response.body());
                throw notOfTheApi(response);
            }
            return response;
        // The second from lines that break off.
        } catch (IOException | UncheckedIOException e) {
            throw new ServerUnreachableException(
                    "no answer from the API at %s; is it running (./flatsweep up)?".formatted(server), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted", e);
        }
    }

    /** Without reading what may have no end. */
    private static void leave(Object body) throws IOException {
        if (body instanceof InputStream stream) {
            stream.close();
        } else if (body instanceof Stream<?> lines) {
            lines.close();
        }
    }

    private CommandFailedException failure(HttpResponse<?> response, byte[] body) {
        int status = response.statusCode();
        if (status < 400) {
            return redirected(response);
        }
        String problem = refusal(response, body);
        return UNREACHED.contains(status)
                ? new ServerUnreachableException(problem, null)
                : new CommandFailedException(problem);
    }

    /** Followed, it could take a token or an order to whoever is there. */
    private WrongUsageException redirected(HttpResponse<?> response) {
        String location = response.headers().firstValue("Location").orElse("another address");
        String path = response.uri().toString().substring(server.length());
        String remedy = location.matches("https?://.*") && location.endsWith(path)
                ? location.substring(0, location.length() - path.length())
                : "the address of the API itself";
        return new WrongUsageException(
                "%s answers with HTTP %d, which leads to %s; set --server or FLATSWEEP_SERVER to %s".formatted(
                        server, response.statusCode(), location, remedy));
    }

    /** A proxy may answer with a page of its own, and what listens there may be no Flatsweep at all. */
    private ServerUnreachableException notOfTheApi(HttpResponse<?> response) {
        String type = mediaType(response);
        return new ServerUnreachableException(
                "%s answers with %s, not as the API does; is --server or FLATSWEEP_SERVER the address of one?"
                        .formatted(response.uri(), type.isEmpty() ? "something else" : type), null);
    }

    private static String mediaType(HttpResponse<?> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        return type.replaceFirst(" *;.*", "").toLowerCase(Locale.ROOT);
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
            JsonNode problem = JSON.readTree(body);
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

    private JsonNode json(HttpResponse<byte[]> response) {
        try {
            JsonNode answer = JSON.readTree(response.body());
            if (answer.isObject()) {
                return answer;
            }
        } catch (JacksonException e) {
            // Said below: where in a page JSON ends helps nobody.
        }
        throw notOfTheApi(response);
    }
}
