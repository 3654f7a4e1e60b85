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

/** How much a client may ask, by a clock that the test sets: two a second and five at once. */
class RatesTest {

    private final SettableClock clock = new SettableClock();
    private final ClientBuckets buckets = new ClientBuckets(2, 5, clock);
    private final Refusals refusals = mock();
    private int served = 200;

    @BeforeEach
    void refuseAsTheProblemSays() {
        doAnswer(call -> {
            HttpServletResponse response = call.getArgument(1);
            Problem problem = call.getArgument(2);
            response.setStatus(problem.getStatusCode().value());
            response.setHeader("Retry-After", problem.getHeaders().getFirst("Retry-After"));
            return null;
        }).when(refusals).refuse(any(), any(), any());
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
    void shouldLookUpNoMoreTokensForAnAddressThatSentTooManyWrongOnes() {
        Filter rate = new WrongTokenRate(buckets, refusals);
        served = 401;
        for (int i = 0; i < 5; i++) {
            assertThat(ask(rate, "10.0.0.1", null).getStatus()).isEqualTo(401);
        }
        served = 200;
        assertThat(ask(rate, "10.0.0.1", null).getStatus()).isEqualTo(429);
        assertThat(ask(rate, "10.0.0.2", null).getStatus()).as("another's").isEqualTo(200);

        clock.advance(Duration.ofMillis(500));

        for (int i = 0; i < 10; i++) {
            assertThat(ask(rate, "10.0.0.1", null).getStatus()).as("good ones cost nothing").isEqualTo(200);
        }
    }

    private MockHttpServletResponse ask(Filter filter, String address, String token) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/v1/sweeps");
        request.setRemoteAddr(address);
        request.setUserPrincipal(token == null ? null : new TestingAuthenticationToken(token, null));
        MockHttpServletResponse response = new MockHttpServletResponse();
        FilterChain chain = (req, res) -> ((HttpServletResponse) res).setStatus(served);
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
