package org.flatsweep.worker;

import java.util.Locale;
import org.flatsweep.domain.AttemptEnd;
import org.flatsweep.training.BadConfigurationException;
import org.flatsweep.training.DataMissingException;
import org.flatsweep.training.DivergedException;

/**
 * How a failed attempt stands in the database; the log has the stack trace.
 *
 * @param message one line for people, at most {@link #MAX_MESSAGE} characters
 */
record Failure(AttemptEnd ended, String message) {

    static final int MAX_MESSAGE = 1_000;

    static Failure of(Throwable cause) {
        return new Failure(end(cause), message(cause));
    }

    private static AttemptEnd end(Throwable cause) {
        if (cause instanceof DivergedException) {
            return AttemptEnd.DIVERGED;
        } else if (cause instanceof DataMissingException) {
            return AttemptEnd.DATA_MISSING;
        } else if (cause instanceof BadConfigurationException) {
            return AttemptEnd.BAD_CONFIGURATION;
        } else {
            return isOutOfMemory(cause) ? AttemptEnd.OUT_OF_MEMORY : AttemptEnd.ERROR;
        }
    }

    /** PyTorch's allocators tell only by their message, on CUDA and on the CPU. */
    private static boolean isOutOfMemory(Throwable cause) {
        for (Throwable e = cause; e != null; e = e.getCause()) {
            String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            if (e instanceof OutOfMemoryError
                    || message.contains("out of memory")
                    || message.contains("can't allocate memory")
                    || message.contains("not enough memory")) {
                return true;
            }
        }
        return false;
    }

    private static String message(Throwable cause) {
        String text = cause.getMessage() == null ? "" : cause.getMessage().lines().findFirst().orElse("").strip();
        String line = isOurs(cause) ? text : cause.getClass().getSimpleName() + (text.isEmpty() ? "" : ": " + text);
        return line(line);
    }

    /** As much of a text as is kept. */
    static String line(String text) {
        // PostgreSQL's text has no NUL.
        return text.substring(0, Math.min(text.length(), MAX_MESSAGE)).replace('\0', ' ');
    }

    private static boolean isOurs(Throwable cause) {
        return cause.getClass().getPackageName().equals(DivergedException.class.getPackageName());
    }
}
