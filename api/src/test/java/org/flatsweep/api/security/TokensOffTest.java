package org.flatsweep.api.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;

/** On the loopback interface nobody is asked for a token, but pages of other sites are kept out all the same. */
@ExtendWith(OutputCaptureExtension.class)
class TokensOffTest extends ApiTest {

    @LocalServerPort
    private int port;

    @Test
    void shouldLetAnyoneDoAnything(CapturedOutput log) {
        http.get().uri("/api/v1/session").exchange().expectStatus().isOk()
                .expectBody().json("{\"name\": null, \"scope\": \"admin\", \"tokens\": \"off\"}");
        submit(SIX_TRIALS);
        http.get().uri("/api/v1/tokens").exchange().expectStatus().isOk();
        http.get().uri("/actuator/prometheus").exchange().expectStatus().isOk();
        assertThat(log.getOut()).contains("sweep 1 was submitted by nobody with a token");
    }

    @Test
    void shouldSayThatThereIsNothingToLogInTo() {
        http.post().uri("/api/v1/session").contentType(MediaType.APPLICATION_JSON).body("{\"token\": \"x\"}").exchange()
                .expectStatus().isEqualTo(409);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "http://localhost.evil.example", "null"})
    void shouldAnswerNoPageOfAnotherSite(String origin) {
        http.post().uri("/api/v1/sweeps").header("Origin", origin)
                .contentType(MediaType.TEXT_PLAIN).body(SIX_TRIALS).exchange()
                .expectStatus().isForbidden();
        http.get().uri("/api/v1/sweeps").header("Origin", origin).exchange().expectStatus().isForbidden();
    }

    @Test
    void shouldAnswerItsOwnPage() {
        http.post().uri("/api/v1/sweeps").header("Origin", "http://localhost:" + port)
                .contentType(MediaType.APPLICATION_YAML).body(SIX_TRIALS).exchange()
                .expectStatus().isCreated();
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200", "127.0.0.1, 200", "[::1], 200", "evil.example, 400", "localhost.evil.example, 400",
        "127.0.0.1.evil.example, 400", "192.168.1.7, 400"})
    void shouldAnswerOnlyToNamesThatLeadNowhereElse(String host, int status) throws IOException {
        assertThat(statusFor("Host: " + host)).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-Host: localhost", "Forwarded: host=localhost"})
    void shouldNotBelieveAPageThatClaimsToBeAskedByAnotherName(String claim) throws IOException {
        assertThat(statusFor("Host: evil.example\r\n" + claim)).isEqualTo(400);
    }

    private int statusFor(String headers) throws IOException {
        try (Socket client = new Socket("127.0.0.1", port)) {
            client.getOutputStream().write(
                    "GET /api/v1/sweeps HTTP/1.1\r\n%s\r\nConnection: close\r\n\r\n"
                            .formatted(headers).getBytes(UTF_8));
            String answer = new String(client.getInputStream().readAllBytes(), UTF_8);
            return Integer.parseInt(answer.split(" ")[1]);
        }
    }
}
