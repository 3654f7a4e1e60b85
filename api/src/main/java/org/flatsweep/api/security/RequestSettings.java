package org.flatsweep.api.security;

import org.flatsweep.api.settings.PositiveSetting;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What {@code FLATSWEEP_REQUESTS_…} environment variables set: how much one client may ask where tokens are required.
 *
 * @param perSecond in the long run
 * @param burst at once, after a rest
 */
@ConfigurationProperties("flatsweep.requests")
record RequestSettings(@DefaultValue("50") int perSecond, @DefaultValue("200") int burst) {

    RequestSettings {
        PositiveSetting.require("FLATSWEEP_REQUESTS_PER_SECOND", perSecond);
        PositiveSetting.require("FLATSWEEP_REQUESTS_BURST", burst);
    }
}
