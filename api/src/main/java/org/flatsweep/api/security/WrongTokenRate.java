package org.flatsweep.api.security;

import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.flatsweep.api.problem.Problem;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.web.AuthenticationEntryPoint;

/**
 * Has an address wait from which too many requests came without a good token. Those with one never come here, as behind
 * an address may be many clients.
 */
final class WrongTokenRate implements AuthenticationEntryPoint {

    private final ClientBuckets errors;
    private final Refusals refusals;

    WrongTokenRate(ClientBuckets errors, Refusals refusals) {
        this.errors = errors;
        this.refusals = refusals;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException e) {
        if (isUncertain(e)) {
            refusals.commence(request, response, e);
            return;
        }
        ConsumptionProbe error = errors.of(request.getRemoteAddr()).tryConsumeAndReturnRemaining(1);
        if (error.isConsumed()) {
            refusals.commence(request, response, e);
        } else {
            refusals.refuse(request, response, new Problem(HttpStatus.TOO_MANY_REQUESTS,
                    "too many requests without a good token came from %s".formatted(request.getRemoteAddr()))
                    .retryAfter(Duration.ofNanos(error.getNanosToWaitForRefill())));
        }
    }

    /** While the database does not answer, nobody can tell whether the token is good. */
    private static boolean isUncertain(AuthenticationException e) {
        return e instanceof OAuth2AuthenticationException failed
                && failed.getError().getErrorCode().equals(OAuth2ErrorCodes.TEMPORARILY_UNAVAILABLE);
    }
}
