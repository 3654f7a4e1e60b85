package org.flatsweep.api.trial;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flatsweep.api.problem.Problem;
import org.flatsweep.api.trial.FailureController.FailedAttempt;
import org.springframework.http.HttpStatus;

/** Where a page of failures ends; a reaper ends many attempts at one moment, which trial and attempt tell apart. */
record FailureCursor(Instant at, long trialId, int attempt) {

    static final FailureCursor LATEST = new FailureCursor(Instant.parse("9999-12-31T23:59:59Z"), 0, 0);

    private static final Pattern FORM = Pattern.compile("(\\d{4}-[\\d:T.-]{1,30}Z)~(\\d{1,18})~(\\d{1,9})");

    static FailureCursor of(FailedAttempt failure) {
        return new FailureCursor(failure.at(), failure.trialId(), failure.attempt());
    }

    /** @throws Problem 400 if it is not what {@link #toString} gives */
    static FailureCursor parse(String text) {
        Matcher parts = FORM.matcher(text);
        try {
            if (parts.matches()) {
                return new FailureCursor(Instant.parse(parts.group(1)), Long.parseLong(parts.group(2)),
                        Integer.parseInt(parts.group(3)));
            }
        } catch (DateTimeException e) {
            // Said below, as of any other text.
        }
        throw new Problem(HttpStatus.BAD_REQUEST, "before must be the next of an earlier page, not '%s'".formatted(text));
    }

    @Override
    public String toString() {
        return "%s~%d~%d".formatted(at, trialId, attempt);
    }
}
