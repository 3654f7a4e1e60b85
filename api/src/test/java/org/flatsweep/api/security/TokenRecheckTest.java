package org.flatsweep.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthentication;

/** An event stream ends with the token that it was opened by, though that was good then. */
class TokenRecheckTest extends SecuredApiTest {

    private static final String ALL = "/api/v1/events";
    private static final int PATIENCE_SECONDS = 60;

    @LocalServerPort
    private int port;

    @Test
    void shouldEndTheEventStreamsOfTokensThatEndAndNoOthers() throws Exception {
        long quiet = sweep("quiet");
        long busy = sweep("busy");
        String revoked = token("revoked");
        String rotated = token("rotated");
        String expired = token("expired");
        String ofCookie = token("of-cookie");
        String ofQuiet = token("of-quiet");
        try (Follower good = follow(ALL, "Authorization", "Bearer " + token("good"))) {
            List<Follower> ending = List.of(
                    follow(ALL, "Authorization", "Bearer " + revoked),
                    follow(ALL, "Authorization", "Bearer " + rotated),
                    follow(ALL, "Authorization", "Bearer " + expired),
                    follow(ALL, "Cookie", SessionCookie.NAME + "=" + ofCookie),
                    follow("/api/v1/sweeps/%d/events".formatted(quiet), "Authorization", "Bearer " + ofQuiet));

            List.of("revoked", "of-cookie", "of-quiet").forEach(name -> tokens.revoke(name, null));
            tokens.rotate("rotated", null);
            jdbc.sql("update access_token set expires_at = now() where name = 'expired'").update();

            CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> ending.forEach(Follower::readToTheEnd))
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
            // So that only the stream of the other sweep is ever at rest.
            while (!ended.isDone()) {
                change(busy);
                good.await("event:sweep");
            }
            ended.get();
            change(busy);
            good.await("event:sweep");
        }
        for (String token : List.of(revoked, rotated, expired, ofQuiet)) {
            assertThat(open(ALL, "Authorization", "Bearer " + token).statusCode()).isEqualTo(401);
        }
        assertThat(open(ALL, "Cookie", SessionCookie.NAME + "=" + ofCookie).statusCode()).isEqualTo(401);
    }

    @Test
    void shouldTakeATokenForGoodWhileTheDatabaseDoesNotAnswer() {
        AccessTokens gone = mock();
        when(gone.use(any())).thenThrow(new DataAccessResourceFailureException("no connection"));
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setUserPrincipal(new BearerTokenAuthentication(mock(OAuth2AuthenticatedPrincipal.class),
                new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, "flatsweep_x", null, null), List.of()));

        assertThat(new TokenRecheck(gone).of(request).getAsBoolean()).isTrue();
    }

    private String token(String name) {
        return tokens.create(name, Scope.READ, Instant.now().plusSeconds(3600), null).token();
    }

    private long sweep(String name) {
        return jdbc.sql("insert into sweep (name, definition, request_hash) values (:name, '{}', '') returning id")
                .param("name", name).query(Long.class).single();
    }

    private void change(long sweep) {
        jdbc.sql("update sweep set priority = priority + 1 where id = :id").param("id", sweep).update();
    }

    private Follower follow(String path, String header, String value) throws Exception {
        HttpResponse<Stream<String>> answer = open(path, header, value);
        assertThat(answer.statusCode()).isEqualTo(200);
        Follower follower = new Follower(answer.body(), answer.body().iterator());
        follower.await("event:hello");
        return follower;
    }

    private HttpResponse<Stream<String>> open(String path, String header, String value) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header(header, value).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofLines());
    }

    private record Follower(Stream<String> body, Iterator<String> lines) implements AutoCloseable {

        void await(String line) {
            while (!lines.next().equals(line)) {
                // Another is awaited.
            }
        }

        /** Fails where the connection is cut, which a browser takes for a failure. */
        void readToTheEnd() {
            lines.forEachRemaining(line -> {});
        }

        @Override
        public void close() {
            body.close();
        }
    }
}
