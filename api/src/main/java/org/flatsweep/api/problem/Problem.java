package org.flatsweep.api.problem;

import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** An answer that is an error, as RFC 9457 problem details. */
public final class Problem extends ErrorResponseException {

    private static final long serialVersionUID = 1L;

    public Problem(HttpStatus status, String detail) {
        this(status, detail, null);
    }

    public Problem(HttpStatus status, String detail, Throwable cause) {
        super(status, ProblemDetail.forStatusAndDetail(status, detail), cause);
    }

    /** @param kind what was looked for: "sweep" */
    public static Problem notFound(String kind, long id) {
        return new Problem(HttpStatus.NOT_FOUND, "there is no %s %d".formatted(kind, id));
    }

    /** Says when to try again, rounded up to seconds. */
    public Problem retryAfter(Duration time) {
        getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(time.plusMillis(999).toSeconds()));
        return this;
    }

    /** Adds a member to the problem details. */
    public Problem with(String property, Object value) {
        getBody().setProperty(property, value);
        return this;
    }
}
