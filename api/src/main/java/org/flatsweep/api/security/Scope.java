package org.flatsweep.api.security;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** What a token is good for; each includes those before it. */
enum Scope {

    /** Every GET, event streams and meters. */
    @JsonProperty("read")
    READ,
    /** Submissions, orders, schedules and imports. */
    @JsonProperty("submit")
    SUBMIT,
    /** The tokens themselves. */
    @JsonProperty("admin")
    ADMIN;

    /** As Spring Security names the scopes of OAuth 2. */
    private static final String PREFIX = "SCOPE_";

    static List<String> keys() {
        return Stream.of(values()).map(Scope::key).toList();
    }

    static Scope of(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }

    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    String authority() {
        return PREFIX + key();
    }

    static String keyOf(GrantedAuthority granted) {
        return granted.getAuthority().substring(PREFIX.length());
    }

    GrantedAuthority granted() {
        return new SimpleGrantedAuthority(authority());
    }

    static RoleHierarchy hierarchy() {
        return RoleHierarchyImpl.withRolePrefix(PREFIX)
                .role(ADMIN.key()).implies(SUBMIT.key())
                .role(SUBMIT.key()).implies(READ.key())
                .build();
    }
}
