package org.flatsweep.api.security;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flatsweep.domain.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenError;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TokenTest extends SecuredApiTest {

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/sweeps", "GET, /api/v1/events", "POST, /api/v1/sweeps", "GET, /api/v1/tokens",
        "GET, /v3/api-docs", "GET, /actuator/prometheus", "GET, /actuator/info", "GET, /api/v1/session",
        "GET, /api/v1/nothing"})
    void shouldAskForATokenAsRfc6750Does(HttpMethod method, String path) {
        expectProblem(http.method(method).uri(path).exchange(), 401, "a token is needed")
                .expectHeader().value(HttpHeaders.WWW_AUTHENTICATE, challenge ->
                        assertThat(challenge).startsWith("Bearer ").doesNotContain("error"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"flatsweep_0123456789012345678901234567890123456789012", "' or true --"})
    void shouldRefuseATokenThatItDoesNotKnow(String token) {
        ResponseSpec response = http.get().uri("/api/v1/sweeps").header("Authorization", "Bearer " + token).exchange();

        response.expectStatus().isUnauthorized()
                .expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectHeader().value(HttpHeaders.WWW_AUTHENTICATE, challenge ->
                        assertThat(challenge).contains("error=\"invalid_token\""));
    }

    @Test
    void shouldNotTakeATokenFromTheAddressWhichIsLogged() {
        http.get().uri("/api/v1/sweeps?access_token=" + token(Scope.READ)).exchange().expectStatus().isUnauthorized();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/readiness", "/livez", "/readyz", "/probe.html"})
    void shouldBeOpenToOrchestratorsAndBrowsers(String path) {
        http.get().uri(path).exchange().expectStatus().isOk();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/sweeps, READ", "HEAD, /api/v1/sweeps, READ", "GET, /actuator/prometheus, READ",
        "GET, /v3/api-docs, READ", "POST, /api/v1/sweeps/1/cancel, SUBMIT", "PUT, /api/v1/trials/1/priority, SUBMIT",
        "POST, /api/v1/sweeps, SUBMIT", "POST, /api/v1/sweeps/preview, SUBMIT", "POST, /api/v1/sweeps/import, SUBMIT",
        "POST, /api/v1/schedules, SUBMIT", "DELETE, /api/v1/schedules/s, SUBMIT", "GET, /api/v1/tokens, ADMIN",
        "POST, /api/v1/tokens, ADMIN", "DELETE, /api/v1/tokens/t, ADMIN", "POST, /api/v1/tokens/t/rotate, ADMIN"})
    void shouldLetEachScopeDoWhatItIsForAndAllBelow(HttpMethod method, String path, Scope needed) {
        for (Scope scope : Scope.values()) {
            ResponseSpec response = with(scope).method(method).uri(path).exchange();
            if (scope.compareTo(needed) >= 0) {
                assertThat(response.returnResult().getStatus().value()).as(scope.key()).isNotIn(401, 403);
            } else {
                response.expectHeader().value(HttpHeaders.WWW_AUTHENTICATE, challenge -> assertThat(challenge)
                        .contains("error=\"insufficient_scope\"", "scope=\"%s\"".formatted(needed.key())));
                expectProblem(response, 403, "needs the scope '%s', which token 'of-%s' lacks"
                        .formatted(needed.key(), scope.key()));
            }
        }
    }

    @Test
    void shouldShowATokenOnceAndKeepItsHash() {
        RestTestClient admin = with(Scope.ADMIN);

        String token = create(admin, "nightly", "submit");

        assertThat(token).matches("flatsweep_[A-Za-z0-9_-]{43}");
        with(token).get().uri("/api/v1/session").exchange().expectBody()
                .json("{\"name\": \"nightly\", \"scope\": \"submit\", \"tokens\": \"required\"}");
        assertThat(admin.get().uri("/api/v1/tokens").exchange().returnResult(String.class).getResponseBody())
                .contains("nightly", "\"created_by\":\"of-admin\"").doesNotContain(token);
        Map<String, Object> row = jdbc.sql("select * from access_token where name = 'nightly'").query().singleRow();
        assertThat(row).containsEntry("sha256", Sha256.of(token));
        assertThat(row.values()).doesNotContain(token);
    }

    @Test
    void shouldRefuseARevokedTokenAtOnceAndGiveItsNameAgain() {
        RestTestClient admin = with(Scope.ADMIN);
        String token = create(admin, "nightly", "read");
        expectProblem(tryToCreate(admin, "nightly", "read"), 409, "there is a token 'nightly' already");

        admin.delete().uri("/api/v1/tokens/nightly").exchange().expectStatus().isNoContent();

        expectRefused(token);
        expectProblem(admin.delete().uri("/api/v1/tokens/nightly").exchange(), 404, "there is no token 'nightly'");
        create(admin, "nightly", "read");
        admin.get().uri("/api/v1/tokens").exchange().expectBody()
                .jsonPath("$.tokens[*].name").value(Object.class, list("nightly", "nightly", "of-admin"))
                .jsonPath("$.tokens[0].revoked_at").isEqualTo(null)
                .jsonPath("$.tokens[1].revoked_at").exists();
    }

    @Test
    void shouldListTokensPageByPageHoweverOftenOneWasRotated() {
        RestTestClient admin = with(Scope.ADMIN);
        create(admin, "nightly", "read");
        tokens.rotate("nightly", null);
        tokens.rotate("nightly", null);
        create(admin, "zeta", "read");

        List<String> pages = new ArrayList<>();
        for (String next = ""; next != null;) {
            JsonNode page = JsonMapper.shared().readTree(admin.get().uri("/api/v1/tokens?limit=2" + next).exchange()
                    .expectStatus().isOk().returnResult(String.class).getResponseBody());
            pages.add(page.get("tokens").valueStream().map(token -> token.get("name").asString()
                    + (token.get("revoked_at").isNull() ? "" : " revoked")).collect(joining(", ")));
            next = page.get("next").isNull() ? null : "&after=" + page.get("next").asLong();
        }
        assertThat(pages).containsExactly("nightly, nightly revoked", "nightly revoked, of-admin", "zeta");
        expectProblem(admin.get().uri("/api/v1/tokens?limit=0").exchange(), 400, "limit must be");
    }

    @Test
    void shouldRotateATokenForAsLongAsItWasMadeFor() {
        Instant end = Instant.now().plus(Duration.ofDays(90));
        String old = tokens.create("nightly", Scope.SUBMIT, end, null).token();
        jdbc.sql("""
                update access_token set created_at = created_at - interval '80 days',
                                        expires_at = expires_at - interval '80 days'""").update();

        AccessTokens.Issued rotated = tokens.rotate("nightly", "of-admin");

        expectRefused(old);
        with(rotated.token()).get().uri("/api/v1/session").exchange()
                .expectBody().jsonPath("$.scope").isEqualTo("submit");
        assertThat(Duration.between(rotated.accessToken().createdAt(), rotated.accessToken().expiresAt()))
                .isBetween(Duration.ofDays(90).minusMinutes(1), Duration.ofDays(90).plusMinutes(1));
    }

    @Test
    void shouldRefuseATokenFromTheMomentThatItExpires() {
        String token = tokens.create("short", Scope.READ, Instant.now().plusSeconds(3600), null).token();
        with(token).get().uri("/api/v1/sweeps").exchange().expectStatus().isOk();

        jdbc.sql("update access_token set expires_at = now()").update();

        expectRefused(token);
    }

    @Test
    void shouldNoteTheUseOfATokenOnceAMinute() {
        String token = token(Scope.READ);
        assertThat(tokens.page(null, 1).items().get(0).lastUsedAt()).isNull();
        expectNoted(token, "null", true);
        expectNoted(token, "now() - interval '59 seconds'", false);
        expectNoted(token, "now() - interval '61 seconds'", true);
    }

    private void expectNoted(String token, String before, boolean noted) {
        jdbc.sql("update access_token set last_used_at = " + before).update();
        Instant set = tokens.page(null, 1).items().get(0).lastUsedAt();
        with(token).get().uri("/api/v1/sweeps").exchange().expectStatus().isOk();
        Instant now = tokens.page(null, 1).items().get(0).lastUsedAt();
        assertThat(now).isNotNull();
        assertThat(!now.equals(set)).isEqualTo(noted);
    }

    @Test
    void shouldNameWhatIsWrongWithATokenAskedFor() {
        with(Scope.ADMIN).post().uri("/api/v1/tokens").contentType(MediaType.APPLICATION_JSON).body("""
                        {"name": "'; drop table sweep; --", "expires_at": "2001-01-01T00:00:00Z"}""").exchange()
                .expectStatus().isBadRequest()
                .expectBody()
                .jsonPath("$.errors[*].pointer").value(Object.class, pointers ->
                        assertThat(pointers).asInstanceOf(LIST)
                                .containsExactlyInAnyOrder("/name", "/scope", "/expires_at"));
    }

    @Test
    void shouldSayThatItCannotTellWhileTheDatabaseDoesNotAnswer() {
        AccessTokens gone = mock();
        when(gone.use(any())).thenThrow(new DataAccessResourceFailureException("no connection"));

        assertThatExceptionOfType(OAuth2AuthenticationException.class)
                .isThrownBy(() -> new TokenIntrospector(gone).introspect("flatsweep_x"))
                .satisfies(e -> assertThat(((BearerTokenError) e.getError()).getHttpStatus().value()).isEqualTo(503));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "flatsweep_guessed", "0123456789012345678901234567890123456789012",
        "flatsweep_012345678901234567890123456789012345678901",
        "flatsweep_01234567890123456789012345678901234567890123",
        "flatsweep_012345678901234567890123456789012345678901=",
        "flatsweep_0123456789012345678901234567890123456789012\n"})
    void shouldRefuseWithoutTheDatabaseWhatHasNotTheFormOfAToken(String token) {
        JdbcClient unasked = mock();

        assertThatExceptionOfType(BadOpaqueTokenException.class)
                .isThrownBy(() -> new TokenIntrospector(new AccessTokens(unasked)).introspect(token));
        verifyNoInteractions(unasked);
    }

    @Test
    void shouldTellClientsWhereToLookForWhatItAsks() {
        http.get().uri("/.well-known/oauth-protected-resource").exchange().expectStatus().isOk().expectBody()
                .jsonPath("$.scopes_supported").value(Object.class, list("read", "submit", "admin"))
                .jsonPath("$.bearer_methods_supported").value(Object.class, list("header"));
    }

    private static String create(RestTestClient admin, String name, String scope) {
        return JsonMapper.shared().readTree(tryToCreate(admin, name, scope)
                .expectStatus().isCreated().returnResult(String.class).getResponseBody()).get("token").asString();
    }

    private static ResponseSpec tryToCreate(RestTestClient admin, String name, String scope) {
        return admin.post().uri("/api/v1/tokens").contentType(MediaType.APPLICATION_JSON)
                .body("{\"name\": \"%s\", \"scope\": \"%s\"}".formatted(name, scope)).exchange();
    }

    private void expectRefused(String token) {
        expectProblem(with(token).get().uri("/api/v1/sweeps").exchange(), 401, "unknown, expired or revoked");
    }

    private static ResponseSpec expectProblem(ResponseSpec response, int status, String detail) {
        response.expectStatus().isEqualTo(status)
                .expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.status").isEqualTo(status)
                .jsonPath("$.detail").value(String.class, d -> assertThat(d).contains(detail));
        return response;
    }
}
