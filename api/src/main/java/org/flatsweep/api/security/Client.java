package org.flatsweep.api.security;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;

/** For whom a request is counted. */
public final class Client {

    private Client() {}

    /** The name of its token; its address where it has none. */
    public static String of(HttpServletRequest request) {
        Principal token = request.getUserPrincipal();
        return token == null ? "address " + request.getRemoteAddr() : "token " + token.getName();
    }
}
