package org.flatsweep.api.security;

import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.flatsweep.api.problem.Problem;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/** Turns away a client that asks more than its share, whatever it asks. */
final class RequestRate extends OncePerRequestFilter {

    private final ClientBuckets shares;
    private final Refusals refusals;

    RequestRate(ClientBuckets shares, Refusals refusals) {
        this.shares = shares;
        this.refusals = refusals;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String client = Client.of(request);
        ConsumptionProbe share = shares.of(client).tryConsumeAndReturnRemaining(1);
        if (share.isConsumed()) {
            chain.doFilter(request, response);
        } else {
            refusals.refuse(request, response, new Problem(HttpStatus.TOO_MANY_REQUESTS,
                    "%s asks too much at a time; FLATSWEEP_REQUESTS_PER_SECOND allows more".formatted(client))
                    .retryAfter(Duration.ofNanos(share.getNanosToWaitForRefill())));
        }
    }
}
