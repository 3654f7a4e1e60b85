package org.flatsweep.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;
import tools.jackson.databind.json.JsonMapper;

/** What is in the log and in answers while tokens are made, used, misused and refused, however much is logged. */
@TestPropertySource(properties = {"logging.level.org.springframework=trace", "logging.level.org.flatsweep=trace",
    // The test's own client.
    "logging.level.org.springframework.web.client=info"})
@ExtendWith(OutputCaptureExtension.class)
class SecretsTest extends SecuredApiTest {

    @Test
    void shouldHaveNoSecretAnywhere(CapturedOutput log) {
        String admin = token(Scope.ADMIN);
        String made = new JsonMapper().readTree(with(admin).post().uri("/api/v1/tokens")
                .contentType(MediaType.APPLICATION_JSON).body("{\"name\": \"made\", \"scope\": \"read\"}").exchange()
                .returnResult(String.class).getResponseBody()).get("token").asString();
        String wrong = AccessTokens.PREFIX + "x".repeat(43);

        List<String> answers = List.of(
                get(made, "/api/v1/sweeps"), get(made, "/api/v1/tokens"), get(wrong, "/api/v1/sweeps"),
                get("two " + wrong, "/api/v1/sweeps"), get(admin, "/api/v1/tokens"), logIn(made), logIn(wrong),
                post("/api/v1/session", "{\"token\": [\"%s\"]}".formatted(wrong)),
                post("/api/v1/session", "{\"token\": \"%s".formatted(wrong)),
                post("/api/v1/session", "{\"%s\": 1}".formatted(wrong)),
                answer(http.post().uri("/api/v1/sweeps").cookie(SessionCookie.NAME, made).exchange()),
                answer(http.get().uri("/api/v1/sweeps").cookie(SessionCookie.NAME, wrong).exchange()));

        assertThat(log.getAll()).as("the log").contains("token made with scope read was made by of-admin")
                .doesNotContain(admin, made, wrong);
        assertThat(answers).as("answers").allSatisfy(answer ->
                assertThat(answer).doesNotContain(admin, made, wrong));
    }

    private String get(String token, String path) {
        return answer(with(token).get().uri(path).exchange());
    }

    private String logIn(String token) {
        return post("/api/v1/session", "{\"token\": \"%s\"}".formatted(token));
    }

    private String post(String path, String body) {
        return answer(http.post().uri(path).contentType(MediaType.APPLICATION_JSON).body(body).exchange());
    }

    private static String answer(ResponseSpec response) {
        return String.valueOf(response.returnResult(String.class).getResponseBody());
    }
}
