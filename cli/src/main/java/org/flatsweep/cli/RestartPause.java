package org.flatsweep.cli;

import java.time.Duration;
import java.time.Instant;

/** The time between the end of something and its next start: longer each time, until it has run well for a while. */
final class RestartPause {

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private Duration pause = FIRST;
    private Instant started = Instant.now();

    /** Called when it has ended, returns when it is to be started again. */
    void sleep() throws InterruptedException {
        boolean ranWell = started.plus(LONGEST).isBefore(Instant.now());
        Duration doubled = pause.multipliedBy(2);
        pause = ranWell ? FIRST : doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        Thread.sleep(pause.toMillis());
        started = Instant.now();
    }
}
