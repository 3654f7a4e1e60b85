package org.flatsweep.api.sweep;

import org.flatsweep.api.log.LogFields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthentication;

/** A line for each order that changed something, with the name of the token whose request it was. */
public final class OrderLog {

    /** In the place of a token's name where there was none, as where the API asks for none. */
    public static final String NOBODY = "nobody with a token";

    private static final Logger LOG = LoggerFactory.getLogger(OrderLog.class);

    private OrderLog() {}

    /** @param done what became of it: "cancelled" */
    public static void sweep(long id, String done) {
        LogFields.ofSweep(id, () -> LOG.info("sweep {} was {} by {}", id, done, client()));
    }

    /** @param done as of {@link #sweep} */
    public static void trial(long sweepId, long id, String done) {
        LogFields.ofTrial(sweepId, id, () -> LOG.info("trial {} was {} by {}", id, done, client()));
    }

    /** @param done as of {@link #sweep} */
    public static void schedule(String name, String done) {
        LOG.info("schedule {} was {} by {}", name, done, client());
    }

    private static String client() {
        Authentication client = SecurityContextHolder.getContext().getAuthentication();
        return client instanceof BearerTokenAuthentication ? client.getName() : NOBODY;
    }
}
