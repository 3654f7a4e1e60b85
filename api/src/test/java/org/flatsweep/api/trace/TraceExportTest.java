package org.flatsweep.api.trace;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@ActiveProfiles("tracing")
class TraceExportTest extends ApiTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    /** Bodies that a collector of OTLP was sent, in hexadecimal digits. */
    private static final Queue<String> RECEIVED = new ConcurrentLinkedQueue<>();
    private static final HttpServer COLLECTOR = collector();

    private static HttpServer collector() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/v1/traces", exchange -> {
                RECEIVED.add(HexFormat.of().formatHex(exchange.getRequestBody().readAllBytes()));
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @DynamicPropertySource
    static void traces(DynamicPropertyRegistry properties) {
        properties.add("management.opentelemetry.tracing.export.otlp.endpoint",
                () -> "http://127.0.0.1:%d/v1/traces".formatted(COLLECTOR.getAddress().getPort()));
        properties.add("management.opentelemetry.tracing.export.schedule-delay", () -> "100ms");
    }

    @AfterAll
    static void stopCollector() {
        COLLECTOR.stop(0);
    }

    @Test
    void shouldSendTheSpanOfARequestAsPartOfItsCallersTrace() {
        http.get().uri("/api/v1/sweeps")
                .header("traceparent", "00-%s-b7ad6b7169203331-01".formatted(TRACE))
                .exchange()
                .expectStatus().isOk();

        String name = HexFormat.of().formatHex("http get /api/v1/sweeps".getBytes(StandardCharsets.UTF_8));
        await().until(() -> RECEIVED.stream().anyMatch(body -> body.contains(TRACE) && body.contains(name)));
    }
}
