package org.flatsweep.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

class HeadersTest extends SecuredApiTest {

    @ParameterizedTest
    @CsvSource({
        "GET, /", "HEAD, /", "GET, /probe.html", "HEAD, /probe.html", "GET, /api/v1/sweeps", "HEAD, /api/v1/sweeps",
        "GET, /nothing"})
    void shouldTellBrowsersToTrustNothingButItself(HttpMethod method, String path) {
        expectTrustInNothingButItself(http.method(method).uri(path).exchange());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/probe.html"})
    void shouldSayTheSameOfAPageThatABrowserHasAlready(String path) {
        expectTrustInNothingButItself(http.get().uri(path).header("If-Modified-Since", "Thu, 01 Jan 2099 00:00:00 GMT")
                .exchange().expectStatus().isNotModified());
    }

    private static void expectTrustInNothingButItself(ResponseSpec response) {
        response
                .expectHeader().value("Content-Security-Policy", policy -> assertThat(policy)
                        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                        .doesNotContain("unsafe", "*", "http"))
                .expectHeader().valueEquals("X-Content-Type-Options", "nosniff")
                .expectHeader().valueEquals("X-Frame-Options", "DENY")
                .expectHeader().valueEquals("Referrer-Policy", "no-referrer")
                .expectHeader().valueEquals("Cross-Origin-Opener-Policy", "same-origin")
                .expectHeader().valueEquals("Cross-Origin-Resource-Policy", "same-origin")
                .expectHeader().value("Permissions-Policy", policy -> assertThat(policy).contains("camera=()"))
                .expectHeader().doesNotExist("Strict-Transport-Security");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/probe.html", "/api/v1/sweeps"})
    void shouldAskForTlsForAYearWhereThereIsTls(String path) {
        http.get().uri(path).header("X-Forwarded-Proto", "https").exchange()
                .expectHeader().valueEquals("Strict-Transport-Security", "max-age=31536000");
    }
}
