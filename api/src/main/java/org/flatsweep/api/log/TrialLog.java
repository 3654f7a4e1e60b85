package org.flatsweep.api.log;

import java.time.Instant;
import java.util.List;

/**
 * What the training of a trial logged.
 *
 * @param next the value of {@code after} that gives the lines after these, once there are some
 */
record TrialLog(List<LogLine> lines, long next) {

    /** @param id greater than those of the lines before it */
    record LogLine(long id, int attempt, Instant at, Level level, String message) {}

    enum Level {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR
    }
}
