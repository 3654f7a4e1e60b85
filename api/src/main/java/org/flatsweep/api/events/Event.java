package org.flatsweep.api.events;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A message of the event stream.
 *
 * @param id position in this node's stream
 * @param sweepId the sweep it is about; null if it is about all
 * @param data JSON
 */
record Event(long id, Kind kind, @Nullable Long sweepId, String data) {

    enum Kind {
        HELLO,
        SWEEP,
        TRIAL,
        METRICS,
        RESET;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
