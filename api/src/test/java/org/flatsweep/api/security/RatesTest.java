package org.flatsweep.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import io.github.bucket4j.TimeMeter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.flatsweep.api.problem.Problem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/** How much a client may ask, by a clock that the test sets: two a second and five at once. */
class RatesTest {

    private final SettableClock clock = new SettableClock();
    private final ClientBuckets buckets = new ClientBuckets(2, 5, clock);
    private final Refusals refusals = mock();

    @BeforeEach
    void refuseAsTheProblemSays() {
        doAnswer(call -> {
            HttpServletResponse response = call.getArgument(1);
            Problem problem = call.getArgument(2);
            response.setStatus(problem.getStatusCode().value());
            response.setHeader("Retry-After", problem.getHeaders().getFirst("Retry-After"));
            return null;
        }).when(refusals).refuse(any(), any(), any());
        doAnswer(call -> {
            HttpServletResponse response = call.getArgument(1);
            response.setStatus(401);
            return null;
        }).when(refusals).commence(any(), any(), any());
    }

    @Test
    void shouldServeABurstAndThenAsMuchAsDripsIn() {
        Filter rate = new RequestRate(buckets, refusals);
        for (int i = 0; i < 5; i++) {
            assertThat(ask(rate, "10.0.0.1", null).getStatus()).isEqualTo(200);
        }
        MockHttpServletResponse refused = ask(rate, "10.0.0.1", null);
        assertThat(refused.getStatus()).isEqualTo(429);
        assertThat(refused.getHeader("Retry-After")).isEqualTo("1");

        clock.advance(Duration.ofSeconds(1));

        assertThat(ask(rate, "10.0.0.1", null).getStatus()).isEqualTo(200);
        assertThat(ask(rate, "10.0.0.1", null).getStatus()).isEqualTo(200);
        assertThat(ask(rate, "10.0.0.1", null).getStatus()).isEqualTo(429);
    }

    @Test
    void shouldCountForEachTokenWhereverItIsSentFrom() {
        Filter rate = new RequestRate(buckets, refusals);
        for (int i = 0; i < 5; i++) {
            ask(rate, "10.0.0." + i, "busy");
        }
        assertThat(ask(rate, "10.0.0.9", "busy").getStatus()).isEqualTo(429);
        assertThat(ask(rate, "10.0.0.9", "other").getStatus()).isEqualTo(200);
        assertThat(ask(rate, "10.0.0.9", null).getStatus()).isEqualTo(200);
    }

    @Test
    void shouldHaveAnAddressWaitThatSentTooManyWrongTokens() {
        WrongTokenRate rate = new WrongTokenRate(buckets, refusals);
        for (int i = 0; i < 5; i++) {
            assertThat(refuse(rate, "10.0.0.1", new InvalidBearerTokenException("unknown")).getStatus()).isEqualTo(401);
        }
        MockHttpServletResponse refused = refuse(rate, "10.0.0.1", new InvalidBearerTokenException("unknown"));
        assertThat(refused.getStatus()).isEqualTo(429);
        assertThat(refused.getHeader("Retry-After")).isEqualTo("1");
        assertThat(refuse(rate, "10.0.0.2", new InvalidBearerTokenException("unknown")).getStatus())
                .as("another's").isEqualTo(401);

        clock.advance(Duration.ofMillis(500));

        assertThat(refuse(rate, "10.0.0.1", new InvalidBearerTokenException("unknown")).getStatus()).isEqualTo(401);
        assertThat(refuse(rate, "10.0.0.1", new InvalidBearerTokenException("unknown")).getStatus()).isEqualTo(429);
    }

    @Test
    void shouldNotCountTokensOfWhichNobodyKnowsWhetherTheyAreGood() {
        WrongTokenRate rate = new WrongTokenRate(buckets, refusals);
        for (int i = 0; i < 10; i++) {
            refuse(rate, "10.0.0.1", new OAuth2AuthenticationException(OAuth2ErrorCodes.TEMPORARILY_UNAVAILABLE));
        }
        assertThat(refuse(rate, "10.0.0.1", new InvalidBearerTokenException("unknown")).getStatus()).isEqualTo(401);
    }

    private static MockHttpServletResponse refuse(WrongTokenRate rate, String address, AuthenticationException e) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/v1/sweeps");
        request.setRemoteAddr(address);
        MockHttpServletResponse response = new MockHttpServletResponse();
        rate.commence(request, response, e);
        return response;
    }

    private MockHttpServletResponse ask(Filter filter, String address, String token) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/v1/sweeps");
        request.setRemoteAddr(address);
        request.setUserPrincipal(token == null ? null : new TestingAuthenticationToken(token, null));
        MockHttpServletResponse response = new MockHttpServletResponse();
        FilterChain chain = (req, res) -> ((HttpServletResponse) res).setStatus(200);
        try {
            filter.doFilter(request, response, chain);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return response;
    }

    private static final class SettableClock implements TimeMeter {

        private long nanos;

        void advance(Duration time) {
            nanos += time.toNanos();
        }

        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
