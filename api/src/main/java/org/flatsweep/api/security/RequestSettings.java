package org.flatsweep.api.security;

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
        require(perSecond, "PER_SECOND");
        require(burst, "BURST");
    }

    private static void require(int number, String variable) {
        if (number < 1) {
            throw new IllegalArgumentException(
                    "FLATSWEEP_REQUESTS_%s is %d; allowed: a whole number from 1".formatted(variable, number));
        }
    }
}
