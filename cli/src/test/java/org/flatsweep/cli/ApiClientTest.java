package org.flatsweep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiClientTest {

    /** The type of the record that begins TLS. */
    private static final int HANDSHAKE = 22;

    private final AtomicReference<String> received = new AtomicReference<>();
    private final AtomicReference<String> query = new AtomicReference<>();
    private HttpServer server;
    private ApiClient api;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        api = new ApiClient(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), Optional.empty());
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void submitsADefinitionUnderItsKey() {
        answer("/api/v1/sweeps", 201, "{\"id\": 7, \"trials\": {\"total\": 39}}");

        assertThat(api.submit("name: x", "application/yaml", Optional.of("k")))
                .isEqualTo(new ApiClient.Submitted("{\"id\": 7, \"trials\": {\"total\": 39}}", 7, 39, true));
        assertThat(received.get()).isEqualTo("POST application/yaml k name: x");
    }

    @Test
    void tellsASweepThatWasThereAlready() {
        answer("/api/v1/sweeps", 200, "{\"id\": 7, \"trials\": {\"total\": 39}}");

        assertThat(api.submit("name: x", "application/yaml", Optional.of("k")).isNew()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/flatsweep", "/flatsweep/"})
    void asksBelowThePathOfItsServer(String path) {
        answer("/flatsweep/api/v1/sweeps/7", 200, "{\"id\": 7}");
        String root = "http://127.0.0.1:" + server.getAddress().getPort();
        ApiClient below = new ApiClient(URI.create(root + path), Optional.empty());

        assertThat(below.read("sweeps/7").get("id").asInt()).isEqualTo(7);
        assertThat(below.pageOf(7)).isEqualTo(root + "/flatsweep/#/sweeps/7");
    }

    @Test
    void showsEveryViolationWithItsFieldAndValue() {
        answer("/api/v1/sweeps", 422, """
                {"title": "Unprocessable Content", "detail": "the sweep definition has 3 invalid fields", "errors": [
                  {"pointer": "/grid/rho/1", "value": -1, "message": "must be a number > 0"},
                  {"pointer": "/name", "value": null, "message": "is required"},
                  {"pointer": "", "value": "text", "message": "must be an object"}]}""");

        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(() -> api.submit("{}", "application/json", Optional.empty()))
                .withMessage("""
                        the sweep definition has 3 invalid fields
                          /grid/rho/1 = -1: must be a number > 0
                          /name: is required
                          the definition = "text": must be an object""");
    }

    @Test
    void reportsAnAnswerThatIsNoProblemDetail() {
        answer("/api/v1/sweeps/7", 502, "<html>Bad Gateway</html>");

        assertThatExceptionOfType(ServerUnreachableException.class).isThrownBy(() -> api.read("sweeps/7"))
                .withMessageStartingWith("HTTP 502 from http://127.0.0.1:");
    }

    @Test
    void saysWhatToDoAboutATokenThatIsNeeded() {
        answer("/api/v1/sweeps", 401, "{\"detail\": \"a token is needed\"}");
        assertThatExceptionOfType(CommandFailedException.class).isThrownBy(() -> api.read("sweeps"))
                .withMessageContaining("asks for a token: set FLATSWEEP_TOKEN, or use --token-file");
    }

    @Test
    void saysWhatToDoAboutATokenThatIsRefused() {
        answer("/api/v1/sweeps", 401, "{\"detail\": \"the token is unknown, expired or revoked\"}");
        ApiClient withToken =
                new ApiClient(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), Optional.of("old"));
        assertThatExceptionOfType(CommandFailedException.class).isThrownBy(() -> withToken.read("sweeps"))
                .withMessageContaining("does not take the token in FLATSWEEP_TOKEN or --token-file")
                .withMessageNotContaining("old");
    }

    @Test
    void saysWhichScopeIsNeeded() {
        answer("/api/v1/sweeps/7/cancel", 403, "{\"detail\": \"this needs the scope 'submit'\"}");
        assertThatExceptionOfType(CommandFailedException.class).isThrownBy(() -> api.order("sweeps", 7, "cancel"))
                .withMessage("this needs the scope 'submit'; set FLATSWEEP_TOKEN to another, or use --token-file");
    }

    @Test
    void saysHowToStartAnApiThatDoesNotAnswer() {
        server.stop(0);

        assertThatExceptionOfType(CommandFailedException.class).isThrownBy(() -> api.read("sweeps/7"))
                .withMessageContaining("is it running (./flatsweep up)?");
        assertThat(api.isReady()).isFalse();
    }

    /** To say hello as TLS does, it needs what makes it. */
    @ParameterizedTest
    @ValueSource(strings = {"https", "HTTPS"})
    void speaksTlsWhereItIsAskedTo(String scheme) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Integer> firstByte = CompletableFuture.supplyAsync(() -> {
                try (Socket client = listener.accept()) {
                    return client.getInputStream().read();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            URI server = URI.create(scheme + "://127.0.0.1:" + listener.getLocalPort());

            assertThatExceptionOfType(ServerUnreachableException.class)
                    .isThrownBy(() -> new ApiClient(server, Optional.empty()).read("sweeps"));
            assertThat(firstByte.join()).isEqualTo(HANDSHAKE);
        }
    }

    @Test
    void takesARefusalThatBreaksOffForNoAnswer() {
        breakOff("/api/v1/sweeps/7/events", 500, "application/problem+json");

        assertThatExceptionOfType(ServerUnreachableException.class)
                .isThrownBy(() -> api.eventLines(7, Optional.empty()))
                .withMessageStartingWith("no answer from the API");
    }

    @Test
    void doesNotReadAPageInTheApisPlace() {
        breakOff("/api/v1/sweeps/7/events", 200, "text/html");
        breakOff("/api/v1/sweeps/7/archive", 200, "text/html");

        assertThatExceptionOfType(ServerUnreachableException.class)
                .isThrownBy(() -> api.eventLines(7, Optional.empty()))
                .withMessageContaining("answers with text/html");
        assertThatExceptionOfType(ServerUnreachableException.class)
                .isThrownBy(() -> api.copy(7, "archive", OutputStream.nullOutputStream()))
                .withMessageContaining("answers with text/html");
    }

    @Test
    void tellsACopyThatBreaksOffFromOneThatCannotBeWritten() {
        breakOff("/api/v1/sweeps/7/archive", 200, "application/zip");
        answer("/api/v1/sweeps/7/export/trials", 200, "id");
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };

        assertThatExceptionOfType(ServerUnreachableException.class)
                .isThrownBy(() -> api.copy(7, "archive", OutputStream.nullOutputStream()))
                .withMessageEndingWith("broke off");
        assertThatIOException().isThrownBy(() -> api.copy(7, "export/trials", full)).withMessageContaining("No space");
    }

    @Test
    void asksForAFigureWithParametersThatMayHaveSpaces() {
        answer("/api/v1/sweeps/7/figures/learning-curves", 200, "<svg/>");

        assertThat(api.figure(7, "learning-curves",
                Map.of("model", List.of("VAE-8-256 λ=0.25"), "method", List.of("sgd", "sam")))).asString(UTF_8)
                .isEqualTo("<svg/>");
        assertThat(query.get().split("&")).containsExactlyInAnyOrder(
                "model=VAE-8-256+%CE%BB%3D0.25", "method=sgd", "method=sam");
    }

    /** Whoever reads the body to its end fails. */
    private void breakOff(String path, int status, String type) {
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, 100);
            exchange.getResponseBody().write("a line\n".getBytes(UTF_8));
            exchange.getResponseBody().flush();
            exchange.close();
        });
    }

    private void answer(String path, int status, String body) {
        server.createContext(path, exchange -> {
            query.set(exchange.getRequestURI().getRawQuery());
            received.set("%s %s %s %s".formatted(
                    exchange.getRequestMethod(),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
            exchange.sendResponseHeaders(status, body.getBytes(UTF_8).length);
            exchange.getResponseBody().write(body.getBytes(UTF_8));
            exchange.close();
        });
    }
}
