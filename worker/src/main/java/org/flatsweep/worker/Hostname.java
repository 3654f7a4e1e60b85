package org.flatsweep.worker;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this machine, as shown to people. */
final class Hostname {

    private Hostname() {}

    static String get() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A machine whose own name is in no hosts file still trains.
            return "unknown-host";
        }
    }
}
