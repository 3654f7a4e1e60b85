package org.flatsweep.api.security;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseCookie;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.web.util.WebUtils;

/**
 * Where a browser keeps the token that someone logged in with, out of reach of scripts and of other sites. No node
 * remembers anything of it, so each of several serves it, and it ends with the token.
 */
final class SessionCookie {

    static final String NAME = "flatsweep_session";

    private SessionCookie() {}

    static ResponseCookie of(String token, HttpServletRequest request) {
        return cookie(token, request).build();
    }

    static ResponseCookie removed(HttpServletRequest request) {
        return cookie("", request).maxAge(0).build();
    }

    private static ResponseCookie.ResponseCookieBuilder cookie(String value, HttpServletRequest request) {
        return ResponseCookie.from(NAME, value).path("/").httpOnly(true).sameSite("Strict").secure(request.isSecure());
    }

    static boolean isIn(HttpServletRequest request) {
        return WebUtils.getCookie(request, NAME) != null;
    }

    /** What it claims, where the request has no token of its own in a header, which would go before. */
    static @Nullable Authentication claim(HttpServletRequest request) {
        Cookie cookie = WebUtils.getCookie(request, NAME);
        return cookie == null || request.getHeader("Authorization") != null
                ? null
                : new BearerTokenAuthenticationToken(cookie.getValue());
    }
}
