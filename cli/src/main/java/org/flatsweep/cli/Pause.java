package org.flatsweep.cli;

import java.time.Duration;

/** The wait between two looks at something that changes by itself. */
final class Pause {

    private Pause() {}

    /** @throws CommandFailedException if the thread is interrupted */
    static void of(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted", e);
        }
    }
}
