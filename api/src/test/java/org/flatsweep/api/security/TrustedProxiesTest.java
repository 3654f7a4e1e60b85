package org.flatsweep.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/** An API that is told whose {@code X-Forwarded-For} to believe: this machine's and one network's. */
@TestPropertySource(properties = {
    "server.forward-headers-strategy=native",
    "server.tomcat.remoteip.internal-proxies=127[.]0[.]0[.]1|10[.]1[.]0[.][0-9]+"})
class TrustedProxiesTest extends SecuredApiTest {

    private static final int ENOUGH = 10_000;

    @Test
    void shouldCountByTheAddressThatTheFirstOfItsProxiesSawWhateverTheClientClaims() {
        RestTestClient client = with("flatsweep_guessed");
        String answer = "";
        for (int i = 0; !answer.contains("too many") && i < ENOUGH; i++) {
            answer = client.get().uri("/api/v1/sweeps")
                    .header("X-Forwarded-For", "203.0.113.%d, 198.51.100.1, 10.1.0.7".formatted(i % 256))
                    .exchange().returnResult(String.class).getResponseBody();
        }
        assertThat(answer).contains("too many requests without a good token came from 198.51.100.1");
    }

    @Test
    void shouldStillLearnFromThemByWhichAddressItWasReached() {
        RestTestClient client = with(Scope.SUBMIT);
        client.post().uri("/api/v1/sweeps").header("Content-Type", "application/yaml").body(SIX_TRIALS).exchange()
                .expectStatus().isCreated();

        client.get().uri("/api/v1/trials/3/reproduce")
                .header("X-Forwarded-For", "198.51.100.1")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "sweeps.example.org")
                .exchange().expectBody()
                .jsonPath("$.command").isEqualTo("./flatsweep reproduce 3 --server https://sweeps.example.org");
    }
}
