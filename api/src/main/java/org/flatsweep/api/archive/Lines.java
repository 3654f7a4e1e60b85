package org.flatsweep.api.archive;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.flatsweep.api.problem.Problem;
import org.springframework.http.HttpStatus;

/** The lines of an entry, one at a time. */
final class Lines {

    static final int MAX_BYTES = 4 << 20;

    private final String entry;
    private final InputStream stream;
    private int number;

    Lines(String entry, InputStream stream) {
        this.entry = entry;
        this.stream = new BufferedInputStream(stream, 1 << 16);
    }

    /**
     * @return the next, without its end; empty after the last
     * @throws Problem 422 if it is longer than {@link #MAX_BYTES}
     */
    Optional<byte[]> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        int next = stream.read();
        if (next < 0) {
            return Optional.empty();
        }
        number++;
        for (; next >= 0 && next != '\n'; next = stream.read()) {
            if (line.size() == MAX_BYTES) {
                throw new Problem(HttpStatus.UNPROCESSABLE_CONTENT, "%s, line %d, is longer than %d bytes"
                        .formatted(entry, number, MAX_BYTES)).with("entry", entry).with("line", number);
            }
            line.write(next);
        }
        return Optional.of(line.toByteArray());
    }

    /** Of the line that was read last, from 1. */
    int number() {
        return number;
    }
}
