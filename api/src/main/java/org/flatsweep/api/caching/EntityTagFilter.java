package org.flatsweep.api.caching;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.PathContainer;
import org.springframework.web.filter.ShallowEtagHeaderFilter;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Gives what is read a tag of its content, and answers 304 without a body to who has it already.
 *
 * <p>By content, as no counter of changes would do: transactions commit in another order than they count, and an answer
 * of before the slower one would keep its tag. What a tag saves is the transfer, not the query.
 */
public final class EntityTagFilter extends ShallowEtagHeaderFilter {

    /** Never held in memory as a whole, which a tag would take. */
    private static final List<PathPattern> STREAMS = Stream.of(
                    "/api/v1/events", "/api/v1/sweeps/*/events", "/api/v1/sweeps/*/export/*", "/api/v1/sweeps/*/archive")
            .map(PathPatternParser.defaultInstance::parse)
            .toList();

    /** To be kept by the client alone, and asked about each time. */
    private static final String CACHE_CONTROL = CacheControl.noCache().cachePrivate().getHeaderValue();

    EntityTagFilter() {
        // A strong tag is one of the bytes sent, which Tomcat then would not compress.
        setWriteWeakETag(true);
    }

    /** @param path of a request, or as the OpenAPI document has it */
    public static boolean isStream(String path) {
        PathContainer container = PathContainer.parsePath(path);
        return STREAMS.stream().anyMatch(pattern -> pattern.matches(container));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader(HttpHeaders.CACHE_CONTROL, CACHE_CONTROL);
        response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        if (isStream(request.getRequestURI())) {
            // Not even wrapped: the wrapper does not flush, and events would wait until a buffer is full.
            chain.doFilter(request, response);
        } else {
            super.doFilterInternal(request, response, chain);
        }
    }
}
