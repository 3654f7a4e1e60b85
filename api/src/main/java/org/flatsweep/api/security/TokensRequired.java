package org.flatsweep.api.security;

import static org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher.pathPattern;
import static org.springframework.security.web.util.matcher.RequestMatchers.allOf;
import static org.springframework.security.web.util.matcher.RequestMatchers.anyOf;
import static org.springframework.security.web.util.matcher.RequestMatchers.not;

import io.github.bucket4j.TimeMeter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.server.resource.OAuth2ProtectedResourceMetadata;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AuthenticationEntryPointFailureHandler;
import org.springframework.security.web.authentication.AuthenticationFilter;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Who may ask what of the API. A token comes as the header Authorization or, of a browser, in the session's cookie. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RequestSettings.class)
@ConditionalOnProperty(name = TokenPolicy.PROPERTY, havingValue = "required")
class TokensRequired {

    /** Enough for many people behind one address with a script among them whose token has ended. */
    private static final int WRONG_TOKENS_PER_SECOND = 5;

    private static final int WRONG_TOKENS_AT_ONCE = 100;

    private static final String TOKENS = "/api/v1/tokens/**";

    /** For someone whose token has ended too. */
    private static final RequestMatcher LOGIN_AND_LOGOUT = anyOf(
            pathPattern(HttpMethod.POST, SessionController.PATH),
            pathPattern(HttpMethod.DELETE, SessionController.PATH));

    @Bean
    static RoleHierarchy scopes() {
        return Scope.hierarchy();
    }

    @Bean
    @Order(SecurityConfiguration.OF_THE_API)
    SecurityFilterChain api(
            HttpSecurity http, AuthenticationManager tokens, Refusals refusals, RequestSettings settings) {
        var shares = new ClientBuckets(settings.perSecond(), settings.burst(), TimeMeter.SYSTEM_NANOTIME);
        var errors = new ClientBuckets(WRONG_TOKENS_PER_SECOND, WRONG_TOKENS_AT_ONCE, TimeMeter.SYSTEM_NANOTIME);
        var entry = new WrongTokenRate(errors, refusals);
        return http.securityMatcher(SecurityConfiguration.API)
                .oauth2ResourceServer(server -> server
                        .opaqueToken(token -> token.authenticationManager(tokens))
                        .authenticationEntryPoint(entry)
                        .protectedResourceMetadata(document ->
                                document.protectedResourceMetadataCustomizer(TokensRequired::describe)))
                .addFilterAfter(cookieLogin(tokens, entry), BearerTokenAuthenticationFilter.class)
                .addFilterBefore(TokensRequired::spareFromCsrf, CsrfFilter.class)
                .addFilterBefore(new RequestRate(shares, refusals), AuthorizationFilter.class)
                // A browser sends a cookie unasked, a bearer token never: Spring Security lets requests with one pass.
                .csrf(csrf -> csrf.spa().requireCsrfProtectionMatcher(
                        allOf(CsrfFilter.DEFAULT_CSRF_MATCHER, not(LOGIN_AND_LOGOUT))))
                .exceptionHandling(refused -> refused.authenticationEntryPoint(entry).accessDeniedHandler(refusals))
                .authorizeHttpRequests(requests -> requests
                        .requestMatchers(LOGIN_AND_LOGOUT).permitAll()
                        .requestMatchers(TOKENS).hasAuthority(Scope.ADMIN.authority())
                        .requestMatchers(HttpMethod.GET).hasAuthority(Scope.READ.authority())
                        .requestMatchers(HttpMethod.HEAD).hasAuthority(Scope.READ.authority())
                        .anyRequest().hasAuthority(Scope.SUBMIT.authority()))
                .build();
    }

    /** To clients of OAuth 2, whom each 401 points there. */
    private static void describe(OAuth2ProtectedResourceMetadata.Builder api) {
        api.resourceName("Flatsweep")
                .scopes(scopes -> scopes.addAll(Scope.keys()))
                .tlsClientCertificateBoundAccessTokens(false);
    }

    /** A request without the session's cookie proves nothing by another, so its answer need not bring that either. */
    private static void spareFromCsrf(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!SessionCookie.isIn((HttpServletRequest) request)) {
            CsrfFilter.skipRequest((HttpServletRequest) request);
        }
        chain.doFilter(request, response);
    }

    private static AuthenticationFilter cookieLogin(AuthenticationManager tokens, AuthenticationEntryPoint entry) {
        AuthenticationFilter filter = new AuthenticationFilter(tokens, SessionCookie::claim);
        filter.setRequestMatcher(not(LOGIN_AND_LOGOUT));
        filter.setSuccessHandler((request, response, authentication) -> {});
        filter.setFailureHandler(new AuthenticationEntryPointFailureHandler(entry));
        return filter;
    }
}
