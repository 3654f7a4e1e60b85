package org.flatsweep.api.security;

import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.resource.BearerTokenError;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.stereotype.Component;

/** Says whose a bearer token is: asked anew with each request, so that a revoked one is good for none after that. */
@Component
class TokenIntrospector implements OpaqueTokenIntrospector {

    static final String SCOPE = "scope";

    private static final Logger LOG = LoggerFactory.getLogger(TokenIntrospector.class);

    private final AccessTokens tokens;

    TokenIntrospector(AccessTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public OAuth2AuthenticatedPrincipal introspect(String token) {
        try {
            return tokens.use(token).map(TokenIntrospector::principal)
                    .orElseThrow(() -> new BadOpaqueTokenException("the token is unknown, expired or revoked"));
        } catch (DataAccessException e) {
            LOG.warn("no token can be looked up: {}", e.getMessage());
            throw new OAuth2AuthenticationException(new BearerTokenError(OAuth2ErrorCodes.TEMPORARILY_UNAVAILABLE,
                    HttpStatus.SERVICE_UNAVAILABLE, "the database does not answer; try again in a moment", null), e);
        }
    }

    private static OAuth2AuthenticatedPrincipal principal(AccessToken token) {
        return new DefaultOAuth2AuthenticatedPrincipal(
                token.name(), Map.of(SCOPE, token.scope()), List.of(token.scope().granted()));
    }
}
