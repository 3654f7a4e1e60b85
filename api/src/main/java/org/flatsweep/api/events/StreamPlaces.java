package org.flatsweep.api.events;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.flatsweep.api.problem.Problem;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Who follows events on this node: only so many can, and nobody takes the places of all. */
@Component
@EnableConfigurationProperties(StreamSettings.class)
class StreamPlaces {

    /** A client that has gone is noticed by its next heartbeat. */
    private static final Duration SOON = EventController.HEARTBEAT;

    private final StreamSettings settings;
    private final Map<String, Integer> taken = new HashMap<>();
    private int all;

    StreamPlaces(StreamSettings settings) {
        this.settings = settings;
    }

    /** @throws Problem 429 if this client has as many as it may, 503 if there are no more */
    synchronized void take(String client) {
        if (taken.getOrDefault(client, 0) >= settings.perClient()) {
            throw new Problem(HttpStatus.TOO_MANY_REQUESTS,
                    "%s follows %d event streams already; FLATSWEEP_STREAMS_PER_CLIENT allows more"
                            .formatted(client, settings.perClient())).retryAfter(SOON);
        }
        if (all >= settings.perNode()) {
            throw new Problem(HttpStatus.SERVICE_UNAVAILABLE,
                    "this node serves %d event streams already; FLATSWEEP_STREAMS_PER_NODE allows more"
                            .formatted(settings.perNode())).retryAfter(SOON);
        }
        taken.merge(client, 1, Integer::sum);
        all++;
    }

    /** Gives back a place that was taken. */
    synchronized void leave(String client) {
        taken.computeIfPresent(client, (c, places) -> places == 1 ? null : places - 1);
        all--;
    }
}
