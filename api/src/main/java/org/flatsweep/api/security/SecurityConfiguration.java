package org.flatsweep.api.security;

import static org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher.pathPattern;
import static org.springframework.security.web.util.matcher.RequestMatchers.allOf;
import static org.springframework.security.web.util.matcher.RequestMatchers.anyOf;
import static org.springframework.security.web.util.matcher.RequestMatchers.not;

import org.flatsweep.api.problem.Problem;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.resource.authentication.OpaqueTokenAuthenticationProvider;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.filter.CorsFilter;

/** What holds for every request, whether tokens are asked for or not. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    /** What tokens are asked for; the rest is health, which orchestrators ask, and the dashboard's files. */
    static final RequestMatcher API = allOf(
            anyOf(pathPattern("/api/**"), pathPattern("/v3/**"), pathPattern("/actuator/**"),
                    pathPattern("/.well-known/**")),
            not(pathPattern("/actuator/health/**")));

    static final int BEFORE_THE_REST = 1;
    static final int OF_THE_API = 2;

    /**
     * The page brings all it needs in files of its own. The style sheets of CodeMirror and the styles of single elements
     * are set by script, which needs no 'unsafe-inline'; the forms are sent by script too.
     */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    @Bean
    StrictHttpFirewall firewall(@Value("${" + TokenPolicy.PROPERTY + "}") TokenPolicy policy) {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        // PostgreSQL's texts cannot have it.
        firewall.setAllowedParameterValues(value -> value.indexOf('\0') < 0);
        if (policy == TokenPolicy.OFF) {
            firewall.setAllowedHostnames(Loopback::isName);
        }
        return firewall;
    }

    /**
     * Requests for the page are forwarded to its file. An answer without a body, to HEAD or of 304, Tomcat would then
     * send past the wrapper that adds the headers below.
     */
    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> headersOfForwardedRequests() {
        return factory -> factory.addContextCustomizers(
                context -> context.setSuspendWrappedResponseAfterForward(false));
    }

    @Bean
    AuthenticationManager tokens(TokenIntrospector introspector) {
        return new ProviderManager(new OpaqueTokenAuthenticationProvider(introspector));
    }

    @Bean
    Customizer<HttpSecurity> everyRequest(Refusals refusals) {
        return http -> http
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .logout(logout -> logout.disable())
                .csrf(csrf -> csrf.disable())
                .headers(SecurityConfiguration::headers)
                .addFilter(sameOrigin(refusals))
                .addFilterAfter(new BodyLimit(refusals), CorsFilter.class);
    }

    private static void headers(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(csp -> csp.policyDirectives(CONTENT_SECURITY_POLICY))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                .permissionsPolicyHeader(permissions -> permissions.policy(
                        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"))
                .crossOriginOpenerPolicy(opener -> opener.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                .crossOriginResourcePolicy(resource -> resource.policy(CrossOriginResourcePolicy.SAME_ORIGIN))
                // Of the hosts below this one it knows nothing.
                .httpStrictTransportSecurity(hsts -> hsts.includeSubDomains(false));
    }

    /** A page of another site may ask nothing: browsers say in Origin whose page it is. */
    private static CorsFilter sameOrigin(Refusals refusals) {
        CorsFilter filter = new CorsFilter(request -> new CorsConfiguration());
        filter.setCorsProcessor((nobody, request, response) -> {
            boolean foreign = CorsUtils.isCorsRequest(request);
            if (foreign) {
                refusals.refuse(request, response, new Problem(HttpStatus.FORBIDDEN,
                        ("this is %s://%s, which pages of '%s' may not ask; a gateway before it must pass on the Host, "
                                + "and X-Forwarded-Proto").formatted(
                                        request.getScheme(), request.getHeader("Host"), request.getHeader("Origin"))));
            }
            return !foreign;
        });
        return filter;
    }

    /** Health and meters on a port of their own, which is for the inside alone. */
    @Bean
    @Order(BEFORE_THE_REST)
    @ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
    SecurityFilterChain internalPort(HttpSecurity http) {
        return http.securityMatcher(EndpointRequest.toAnyEndpoint())
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    @Bean
    SecurityFilterChain rest(HttpSecurity http) {
        return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll()).build();
    }
}
