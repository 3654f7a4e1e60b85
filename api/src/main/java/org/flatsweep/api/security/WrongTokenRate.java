package org.flatsweep.api.security;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.EstimationProbe;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.flatsweep.api.problem.Problem;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/** Looks up no token for an address from which too many were none. */
final class WrongTokenRate extends OncePerRequestFilter {

    private final ClientBuckets errors;
    private final Refusals refusals;

    WrongTokenRate(ClientBuckets errors, Refusals refusals) {
        this.errors = errors;
        this.refusals = refusals;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Bucket left = errors.of(request.getRemoteAddr());
        EstimationProbe one = left.estimateAbilityToConsume(1);
        if (one.canBeConsumed()) {
            chain.doFilter(request, response);
            if (response.getStatus() == HttpStatus.UNAUTHORIZED.value()) {
                left.tryConsume(1);
            }
        } else {
            refusals.refuse(request, response, new Problem(HttpStatus.TOO_MANY_REQUESTS,
                    "too many requests without a good token came from %s".formatted(request.getRemoteAddr()))
                    .retryAfter(Duration.ofNanos(one.getNanosToWaitForRefill())));
        }
    }
}
