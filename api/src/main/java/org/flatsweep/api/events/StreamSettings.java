package org.flatsweep.api.events;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What {@code FLATSWEEP_STREAMS_…} environment variables set.
 *
 * @param perNode event streams that this node serves at a time, each by a thread
 * @param perClient of these, those of one token, or of one address where there is none
 */
@ConfigurationProperties("flatsweep.streams")
record StreamSettings(@DefaultValue("1000") int perNode, @DefaultValue("50") int perClient) {

    StreamSettings {
        require(perNode, "PER_NODE");
        require(perClient, "PER_CLIENT");
    }

    private static void require(int number, String variable) {
        if (number < 1) {
            throw new IllegalArgumentException(
                    "FLATSWEEP_STREAMS_%s is %d; allowed: a whole number from 1".formatted(variable, number));
        }
    }
}
