package org.flatsweep.api.security;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.filter.ForwardedHeaderFilter;

/**
 * Anyone on this machine may ask anything, but no page that a browser on it shows: neither one of another site, nor one
 * whose site's name leads to this machine.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = TokenPolicy.PROPERTY, havingValue = "off")
class TokensOff {

    @Bean
    @Order(SecurityConfiguration.OF_THE_API)
    SecurityFilterChain api(HttpSecurity http) {
        return http.securityMatcher(SecurityConfiguration.API)
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    /** There is no proxy to vouch for, and such a page could claim to be asked by another name. */
    @Bean
    FilterRegistrationBean<ForwardedHeaderFilter> forwardedHeadersIgnored() {
        ForwardedHeaderFilter filter = new ForwardedHeaderFilter();
        filter.setRemoveOnly(true);
        FilterRegistrationBean<ForwardedHeaderFilter> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }
}
