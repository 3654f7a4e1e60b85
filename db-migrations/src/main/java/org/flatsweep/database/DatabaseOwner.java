package org.flatsweep.database;

import java.io.IOException;
import java.util.Map;

/**
 * The process that owns the embedded database, as seen by those it starts: it holds their standard input, so its death,
 * even by SIGKILL, is an end of file there.
 */
public final class DatabaseOwner {

    /** Set in the environment of a process whose standard input the owner holds. */
    public static final String OWNED_VARIABLE = "FLATSWEEP_OWNED";

    private DatabaseOwner() {}

    /** Makes this process exit, through its shutdown hooks, once its owner is gone; does nothing if it has none. */
    public static void exitWhenGone(Map<String, String> environment) {
        if (!environment.containsKey(OWNED_VARIABLE)) {
            return;
        }
        Thread watch = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    // The owner has nothing to say but that it lives.
                }
            } catch (IOException e) {
                // A broken pipe says the same as its end.
            }
            System.exit(0);
        }, "database-owner-watch");
        watch.setDaemon(true);
        watch.start();
    }
}
