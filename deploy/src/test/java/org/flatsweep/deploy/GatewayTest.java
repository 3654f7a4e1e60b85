package org.flatsweep.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which address the gateway of Compose tells the API that a client has: limits go by it. */
class GatewayTest {

    private static final String TRUSTED_PROXIES = "FLATSWEEP_TRUSTED_PROXIES";
    private static final String LOOPBACK = "127.0.0.1";

    @TempDir
    private Path directory;

    private HttpServer api;
    private Process gateway;
    private URI address;

    /** Answers with the addresses it was told. */
    @BeforeEach
    void startApi() throws IOException {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/", exchange -> {
            List<String> told = exchange.getRequestHeaders().getOrDefault("X-Forwarded-For", List.of());
            byte[] answer = String.join(" and ", told).getBytes();
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        api.start();
    }

    @AfterEach
    void stop() {
        api.stop(0);
        if (gateway != null) {
            gateway.destroy();
        }
    }

    /** With the file that Compose mounts, but for its own port and where the API is. */
    private void startGateway(String trustedProxies) throws Exception {
        Path program = MountedConfigurationTest.programToTest("haproxy", "haproxy");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        address = URI.create("http://%s:%d/".formatted(LOOPBACK, port));
        Path file = directory.resolve("haproxy.cfg");
        Files.writeString(file, Files.readString(Path.of("haproxy", "haproxy.cfg"))
                .replace("bind :8080", "bind %s:%d".formatted(LOOPBACK, port))
                .replace(" init-addr none", "")
                .replace("server-template node 8 api:8080",
                        "server node %s:%d".formatted(LOOPBACK, api.getAddress().getPort())));
        ProcessBuilder start = new ProcessBuilder(program.toString(), "-db", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("haproxy.log").toFile());
        start.environment().put(TRUSTED_PROXIES, trustedProxies);
        gateway = start.start();
        await().ignoreException(ConnectException.class).until(answers());
    }

    private Callable<Boolean> answers() {
        return () -> {
            assertThat(gateway.isAlive()).isTrue();
            return !told().isEmpty();
        };
    }

    private String told(String... claimed) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        for (String claim : claimed) {
            request.header("X-Forwarded-For", claim);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString()).body();
    }

    @Test
    void isThatFromWhichTheRequestCameWhateverAClientClaims() throws Exception {
        startGateway("");

        assertThat(told()).isEqualTo(LOOPBACK);
        assertThat(told("203.0.113.7")).isEqualTo(LOOPBACK);
    }

    @Test
    void isThatWhichATrustedProxySaw() throws Exception {
        startGateway("192.0.2.0/24 " + LOOPBACK);

        assertThat(told("203.0.113.7")).isEqualTo("203.0.113.7");
        assertThat(told("198.51.100.1, 203.0.113.7")).as("the last is the proxy's, the first a claim")
                .isEqualTo("203.0.113.7");
        assertThat(told("198.51.100.1", "203.0.113.7")).isEqualTo("203.0.113.7");
        assertThat(told()).as("of the proxy itself").isEqualTo(LOOPBACK);
    }

    @Test
    void isNotBelievedOfAProxyThatIsNotTrusted() throws Exception {
        startGateway("192.0.2.0/24");

        assertThat(told("203.0.113.7")).isEqualTo(LOOPBACK);
    }
}
