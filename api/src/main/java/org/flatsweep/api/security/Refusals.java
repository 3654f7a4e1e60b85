package org.flatsweep.api.security;

import static java.util.stream.Collectors.joining;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.flatsweep.api.problem.Problem;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** What Spring Security refuses, as problem details like any other error; the header is that of RFC 6750. */
@Component
class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler, RequestRejectedHandler {

    private static final String NO_TOKEN =
            "a token is needed, in the header 'Authorization: Bearer flatsweep_…' or by POST /api/v1/session";

    private final BearerTokenAuthenticationEntryPoint bearer = new BearerTokenAuthenticationEntryPoint();
    private final HandlerExceptionResolver problems;

    Refusals(@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        this.problems = problems;
    }

    void refuse(HttpServletRequest request, HttpServletResponse response, Problem problem) {
        problems.resolveException(request, response, null, problem);
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException e) {
        bearer.commence(request, response, e);
        String detail = e instanceof OAuth2AuthenticationException bad ? bad.getError().getDescription() : NO_TOKEN;
        refuse(request, response, new Problem(HttpStatus.valueOf(response.getStatus()), detail));
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException e) {
        if (e instanceof AuthorizationDeniedException denied
                && denied.getAuthorizationResult() instanceof AuthorityAuthorizationDecision decision) {
            String scope = decision.getAuthorities().stream().map(Scope::keyOf).collect(joining(" "));
            bearer.commence(request, response, new OAuth2AuthenticationException(
                    BearerTokenErrors.insufficientScope("not the scope needed", scope)));
            refuse(request, response, new Problem(HttpStatus.FORBIDDEN,
                    "this needs the scope '%s', which token '%s' lacks".formatted(
                            scope, request.getUserPrincipal().getName())).with(TokenIntrospector.SCOPE, scope));
        } else {
            refuse(request, response, new Problem(HttpStatus.FORBIDDEN,
                    "the header X-XSRF-TOKEN must have the value of the cookie XSRF-TOKEN"));
        }
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException e) {
        refuse(request, response, new Problem(HttpStatus.BAD_REQUEST, e.getMessage()));
    }
}
