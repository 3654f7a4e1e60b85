package org.flatsweep.api.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.BooleanSupplier;
import org.springframework.core.NestedRuntimeException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthentication;
import org.springframework.stereotype.Component;

/** Whether the token of a request is still good, for an answer that goes on long after it was looked up. */
@Component
public class TokenRecheck {

    private final AccessTokens tokens;

    TokenRecheck(AccessTokens tokens) {
        this.tokens = tokens;
    }

    /** Looks it up whenever asked: false once it has ended, and never for a request that needed none. */
    public BooleanSupplier of(HttpServletRequest request) {
        return request.getUserPrincipal() instanceof BearerTokenAuthentication client
                ? () -> isGood(client.getToken().getTokenValue())
                : () -> true;
    }

    private boolean isGood(String token) {
        try {
            return tokens.use(token).isPresent();
        } catch (NestedRuntimeException e) {
            // Nobody can tell now; nor is there anything to tell without the database.
            return true;
        }
    }
}
