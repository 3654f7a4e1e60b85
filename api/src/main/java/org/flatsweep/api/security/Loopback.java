package org.flatsweep.api.security;

import java.util.regex.Pattern;

/** The interface that nobody but this machine reaches. */
final class Loopback {

    /** A name of someone's own could be made to lead here: these cannot. */
    private static final Pattern NAMES =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

    private Loopback() {}

    /** @param host as in the header Host, without the port */
    static boolean isName(String host) {
        return NAMES.matcher(host).matches();
    }
}
