package org.flatsweep.api.events;

import org.flatsweep.api.settings.PositiveSetting;
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
        PositiveSetting.require("FLATSWEEP_STREAMS_PER_NODE", perNode);
        PositiveSetting.require("FLATSWEEP_STREAMS_PER_CLIENT", perClient);
    }
}
