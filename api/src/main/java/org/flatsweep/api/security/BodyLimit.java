package org.flatsweep.api.security;

import static org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher.pathPattern;
import static org.springframework.security.web.util.matcher.RequestMatchers.anyOf;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.api.sweep.DefinitionParser;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/** Reads nothing of a body that is longer than any that is right, or does not say how long it is. */
final class BodyLimit extends OncePerRequestFilter {

    private static final int MAX_BYTES = 64 << 10;

    /** Where those that do not say how long they are, are counted too. */
    private static final RequestMatcher DEFINITIONS = anyOf(
            pathPattern(HttpMethod.POST, "/api/v1/sweeps"),
            pathPattern(HttpMethod.POST, "/api/v1/sweeps/preview"),
            pathPattern(HttpMethod.POST, "/api/v1/schedules"));

    /** Likewise, by a limit of their own. */
    private static final RequestMatcher ARCHIVES = pathPattern(HttpMethod.POST, "/api/v1/sweeps/import");

    private final Refusals refusals;

    BodyLimit(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return ARCHIVES.matches(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean definition = DEFINITIONS.matches(request);
        long length = request.getContentLengthLong();
        long limit = definition ? DefinitionParser.MAX_BYTES : MAX_BYTES;
        if (length > limit) {
            refusals.refuse(request, response, new Problem(HttpStatus.CONTENT_TOO_LARGE,
                    "the body has %d bytes; at most %d are read here".formatted(length, limit)));
        } else if (!definition && request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
            refusals.refuse(request, response, new Problem(HttpStatus.LENGTH_REQUIRED,
                    "the body must say in Content-Length how long it is, here at most %d bytes".formatted(MAX_BYTES)));
        } else {
            chain.doFilter(request, response);
        }
    }
}
