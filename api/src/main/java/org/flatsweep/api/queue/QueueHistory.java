package org.flatsweep.api.queue;

import java.time.Instant;
import java.util.List;

/** The queue minute by minute, the oldest first; minutes in which no API node was up are missing. */
record QueueHistory(List<QueueSample> samples) {

    /**
     * @param pending trials that waited, paused ones too
     * @param workers that were alive
     */
    record QueueSample(Instant at, int pending, int running, int workers) {}
}
