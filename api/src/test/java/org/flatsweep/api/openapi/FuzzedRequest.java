package org.flatsweep.api.openapi;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.flatsweep.api.openapi.ApiDocument.Operation;

/**
 * A request as it is sent.
 *
 * @param target path and query, escaped
 * @param objections why the document does not allow it; empty where it may be in order
 */
record FuzzedRequest(
        Operation operation, String target, Map<String, String> headers, byte[] body, List<String> objections) {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SHOWN = 400;

    HttpRequest at(String server) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + target))
                .timeout(PATIENCE)
                .method(operation.method(), BodyPublishers.ofByteArray(body));
        headers.forEach(request::setHeader);
        return request.build();
    }

    @Override
    public String toString() {
        return "%s %s %s %s".formatted(operation.method(), abbreviated(target), headers,
                abbreviated(new String(body, StandardCharsets.UTF_8)));
    }

    static String abbreviated(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "… (%d)".formatted(text.length());
    }
}
