package org.flatsweep.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.ExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;

/** A node whose clients may ask little, and clients who ask again and again until they are turned away. */
@TestPropertySource(properties = {"flatsweep.requests.per-second=1", "flatsweep.requests.burst=1"})
class FloodTest extends SecuredApiTest {

    private static final int ENOUGH = 10_000;
    private static final String GUESS = "flatsweep_" + "A".repeat(43);

    @Test
    void shouldTurnAwayATokenThatAsksTooMuchAndServeTheOthers() {
        expectTurnedAway(with(Scope.READ), "/api/v1/sweeps", 200);

        with(Scope.SUBMIT).get().uri("/api/v1/sweeps").exchange().expectStatus().isOk();
        http.get().uri("/readyz").exchange().expectStatus().isOk();
    }

    @Test
    void shouldTurnAwayAnAddressThatGuessesTokensButNotItsHealthChecks() {
        RestTestClient guesser =
                with("flatsweep_guessed").mutate().defaultHeader("X-Forwarded-For", "203.0.113.7").build();

        expectTurnedAway(guesser, "/api/v1/workers", 401);

        http.get().uri("/readyz").header("X-Forwarded-For", "203.0.113.7").exchange().expectStatus().isOk();
    }

    /** Behind one address may be a whole office. */
    @Test
    void shouldServeGoodTokensFromAnAddressThatAnotherClientGuessesFrom() {
        RestTestClient office = http.mutate().defaultHeader("X-Forwarded-For", "203.0.113.8").build();
        expectTurnedAway(office.mutate().defaultHeaders(headers -> headers.setBearerAuth(GUESS)).build(),
                "/api/v1/workers", 401);

        office.get().uri("/api/v1/tokens").headers(headers -> headers.setBearerAuth(token("chief", Scope.ADMIN))).exchange()
                .expectStatus().isOk();
        String colleague = token("colleague", Scope.READ);
        office.post().uri("/api/v1/session").contentType(MediaType.APPLICATION_JSON)
                .body("{\"token\": \"%s\"}".formatted(colleague)).exchange().expectStatus().isNoContent();
        office.get().uri("/api/v1/session").cookie(SessionCookie.NAME, colleague).exchange().expectStatus().isOk();
    }

    private static void expectTurnedAway(RestTestClient client, String path, int before) {
        ExchangeResult answer = client.get().uri(path).exchange().returnResult();
        for (int i = 0; answer.getStatus().value() == before && i < ENOUGH; i++) {
            answer = client.get().uri(path).exchange().returnResult();
        }
        assertThat(answer.getStatus().value()).isEqualTo(429);
        assertThat(answer.getResponseHeaders().getFirst("Retry-After")).isEqualTo("1");
        assertThat(answer.getResponseHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
    }

    /** Of a name that no other test has used up the requests of. */
    private String token(String name, Scope scope) {
        return tokens.create(name, scope, null, null).token();
    }
}
