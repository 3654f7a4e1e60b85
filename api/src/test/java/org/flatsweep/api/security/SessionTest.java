package org.flatsweep.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

/** How a browser speaks to the API. */
class SessionTest extends SecuredApiTest {

    private static final String SESSION = "/api/v1/session";

    @LocalServerPort
    private int port;

    @Test
    void shouldKeepTheTokenWhereNoScriptAndNoOtherSiteGetsAtIt() {
        String token = token(Scope.READ);

        ResponseCookie cookie = sessionCookie(login(http, token));

        assertThat(cookie.getValue()).isEqualTo(token);
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getSameSite()).isEqualTo("Strict");
        assertThat(cookie.getPath()).isEqualTo("/");
        assertThat(cookie.isSecure()).as("over http").isFalse();
        RestTestClient overTls = http.mutate().defaultHeader("X-Forwarded-Proto", "https").build();
        assertThat(sessionCookie(login(overTls, token)).isSecure()).isTrue();
    }

    @Test
    void shouldLetNobodyInWithoutAGoodToken() {
        login(http, "flatsweep_guessed").expectStatus().isUnauthorized()
                .expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectHeader().exists("WWW-Authenticate")
                .expectCookie().doesNotExist(SessionCookie.NAME);
    }

    @Test
    void shouldSayWhoIsLoggedIn() {
        browser(token(Scope.SUBMIT)).get().uri(SESSION).exchange().expectStatus().isOk().expectBody()
                .json("{\"name\": \"of-submit\", \"scope\": \"submit\", \"tokens\": \"required\"}");
        http.get().uri(SESSION).exchange().expectStatus().isUnauthorized();
    }

    @Test
    void shouldChangeNothingForACookieWithoutTheHeaderThatOnlyItsOwnPageCanSend() {
        browser(token(Scope.SUBMIT)).post().uri("/api/v1/sweeps")
                .contentType(MediaType.APPLICATION_YAML).body(SIX_TRIALS).exchange()
                .expectStatus().isForbidden()
                .expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody().jsonPath("$.detail").isEqualTo(
                        "the header X-XSRF-TOKEN must have the value of the cookie XSRF-TOKEN");
        assertThat(count("sweep")).isZero();
    }

    @Test
    void shouldDoForACookieWithThatHeaderWhatItsTokenIsGoodFor() {
        RestTestClient page = page(browser(token(Scope.SUBMIT)));

        page.post().uri("/api/v1/sweeps").contentType(MediaType.APPLICATION_YAML).body(SIX_TRIALS).exchange()
                .expectStatus().isCreated();
        page.post().uri("/api/v1/tokens").exchange().expectStatus().isForbidden()
                .expectBody().jsonPath("$.scope").isEqualTo("admin");
    }

    @Test
    void shouldAskNoSuchHeaderOfWhoeverSendsTheTokenItself() {
        with(Scope.SUBMIT).post().uri("/api/v1/sweeps")
                .contentType(MediaType.APPLICATION_YAML).body(SIX_TRIALS).exchange()
                .expectStatus().isCreated();
    }

    @Test
    void shouldGiveTheOtherCookieToPagesAndNotToClientsWithATokenOfTheirOwn() {
        String token = token(Scope.READ);
        browser(token).get().uri(SESSION).exchange().expectStatus().isOk().expectCookie().exists("XSRF-TOKEN");
        with(token).get().uri(SESSION).exchange().expectStatus().isOk().expectHeader().doesNotExist("Set-Cookie");
        http.get().uri(SESSION).exchange().expectStatus().isUnauthorized().expectHeader().doesNotExist("Set-Cookie");
    }

    @Test
    void shouldAnswerNoPageOfAnotherSite() {
        String token = token(Scope.SUBMIT);
        for (RestTestClient client : List.of(http, with(token), page(browser(token)))) {
            for (String origin : List.of("https://evil.example", "null", "http://localhost:1")) {
                client.post().uri("/api/v1/sweeps").header("Origin", origin)
                        .contentType(MediaType.APPLICATION_YAML).body(SIX_TRIALS).exchange()
                        .expectStatus().isForbidden()
                        .expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON)
                        .expectHeader().doesNotExist("Access-Control-Allow-Origin");
            }
        }
        assertThat(count("sweep")).isZero();
    }

    @Test
    void shouldAnswerItsOwnPageAlsoBehindAGateway() {
        String token = token(Scope.SUBMIT);
        page(browser(token)).post().uri("/api/v1/sweeps/preview").header("Origin", "http://localhost:" + port)
                .contentType(MediaType.APPLICATION_YAML).body(SIX_TRIALS).exchange().expectStatus().isOk();
        page(browser(token)).post().uri("/api/v1/sweeps/preview").header("Origin", "https://sweeps.example.org")
                .header("X-Forwarded-Proto", "https").header("X-Forwarded-Host", "sweeps.example.org")
                .contentType(MediaType.APPLICATION_YAML).body(SIX_TRIALS).exchange().expectStatus().isOk();
    }

    @Test
    void shouldNameTheAddressByWhichAGatewayWasReached() {
        RestTestClient client = with(Scope.SUBMIT);
        client.post().uri("/api/v1/sweeps").contentType(MediaType.APPLICATION_YAML).body(SIX_TRIALS).exchange()
                .expectStatus().isCreated();

        client.get().uri("/api/v1/trials/3/reproduce")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "sweeps.example.org")
                .exchange().expectBody()
                .jsonPath("$.command").isEqualTo("./flatsweep reproduce 3 --server https://sweeps.example.org");
    }

    @Test
    void shouldStreamEventsToACookie() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:%d/api/v1/events".formatted(port)))
                .header("Cookie", SessionCookie.NAME + "=" + token(Scope.READ)).build();

        var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofLines());
        try (var lines = response.body()) {
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(lines.filter(line -> line.startsWith("event:")).findFirst()).contains("event:hello");
        }
    }

    @Test
    void shouldEndWithTheTokenAndLetPeopleLogInAgain() {
        RestTestClient stale = browser(token(Scope.READ));
        tokens.revoke("of-read", null);

        stale.get().uri("/api/v1/sweeps").exchange().expectStatus().isUnauthorized();
        stale.get().uri("/probe.html").exchange().expectStatus().isOk();
        login(stale, token(Scope.READ)).expectStatus().isNoContent();
        stale.delete().uri(SESSION).exchange().expectStatus().isNoContent();
    }

    @Test
    void shouldForgetTheCookieAndNotTheToken() {
        RestTestClient browser = browser(token(Scope.READ));

        ResponseCookie cookie = sessionCookie(browser.delete().uri(SESSION).exchange().expectStatus().isNoContent());

        assertThat(cookie.getMaxAge()).isZero();
        assertThat(cookie.getValue()).isEmpty();
        browser.get().uri(SESSION).exchange().expectStatus().isOk();
    }

    @Test
    void shouldPreferTheTokenOfARequestToThatOfItsCookie() {
        browser(token(Scope.READ)).get().uri(SESSION)
                .headers(headers -> headers.setBearerAuth(token(Scope.ADMIN))).exchange()
                .expectBody().jsonPath("$.name").isEqualTo("of-admin");
    }

    private ResponseSpec login(RestTestClient client, String token) {
        return client.post().uri(SESSION).contentType(MediaType.APPLICATION_JSON)
                .body("{\"token\": \"%s\"}".formatted(token)).exchange();
    }

    private RestTestClient browser(String token) {
        return http.mutate().defaultCookie(SessionCookie.NAME, token).build();
    }

    /** The browser's page, which reads the other cookie by script. */
    private static RestTestClient page(RestTestClient browser) {
        String csrf = browser.get().uri(SESSION).exchange().returnResult().getResponseCookies()
                .getFirst("XSRF-TOKEN").getValue();
        return browser.mutate().defaultCookie("XSRF-TOKEN", csrf).defaultHeader("X-XSRF-TOKEN", csrf).build();
    }

    private static ResponseCookie sessionCookie(ResponseSpec response) {
        return response.returnResult().getResponseCookies().getFirst(SessionCookie.NAME);
    }
}
