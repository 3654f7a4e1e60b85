package org.flatsweep.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What programs say, as people read it. */
final class Wording {

    static final String NONE = "–";
    static final String RECONNECTING = "The API does not answer, reconnecting …";

    private static final DateTimeFormatter TO_THE_SECOND =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private Wording() {}

    /** Names and messages come from others, and could hold what moves a terminal's cursor. */
    static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    /** As {@link #oneLine}, but for line breaks and tabs. */
    static String lines(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "");
    }

    /** Why a file cannot be read or written. */
    static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such file or directory";
        }
        if (failure instanceof AccessDeniedException) {
            return "this user may not";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "there is a file of that name";
        }
        String said = failure instanceof FileSystemException of ? of.getReason() : failure.getMessage();
        return said == null ? "an unknown error" : said;
    }

    /** A time in the user's zone. */
    static String time(JsonNode instant) {
        return instant.isString() ? time(Instant.parse(instant.asString()), ZoneId.systemDefault()) : NONE;
    }

    static String time(Instant instant, ZoneId zone) {
        return TO_THE_SECOND.withZone(zone).format(instant);
    }

    /** {@code 3 d 4 h}, {@code 2 h 5 min}, {@code 7 min 30 s}, {@code 12 s}, {@code 0.4 s}. */
    static String duration(double seconds) {
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        Duration duration = Duration.ofSeconds(Math.round(seconds));
        if (duration.toDays() > 0) {
            return "%d d %d h".formatted(duration.toDays(), duration.toHoursPart());
        }
        if (duration.toHours() > 0) {
            return "%d h %d min".formatted(duration.toHours(), duration.toMinutesPart());
        }
        return duration.toMinutes() > 0
                ? "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart())
                : duration.toSeconds() + " s";
    }

    /** A word or number; a dash for null and what is missing. */
    static String value(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return NONE;
        }
        return value.isValueNode() ? value.asString() : value.toString();
    }

    /** @param fraction null node where nobody knows */
    static String percent(JsonNode fraction) {
        return fraction.isNumber() ? String.format(Locale.ROOT, "%.2f %%", 100 * fraction.asDouble()) : NONE;
    }

    /** With four significant digits. */
    static String number(JsonNode number) {
        return number.isNumber() ? String.format(Locale.ROOT, "%.4g", number.asDouble()) : NONE;
    }

    /** {@code 1 trial}, {@code 2 trials}. */
    static String count(long number, String noun) {
        return "%d %s%s".formatted(number, noun, number == 1 ? "" : "s");
    }
}
