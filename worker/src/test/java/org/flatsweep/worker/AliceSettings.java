package org.flatsweep.worker;

import java.nio.file.Path;
import java.time.Duration;

/** The settings of a worker on the CPU with the usual intervals, for tests that start none. */
final class AliceSettings {

    private AliceSettings() {}

    /** @param directory of its datasets and its checkpoints */
    static WorkerSettings in(Path directory) {
        return in(directory, null);
    }

    /** @param predecessor how the process before it died */
    static WorkerSettings in(Path directory, String predecessor) {
        return new WorkerSettings("alice", directory, directory, "cpu", 1, Duration.ofSeconds(30),
                Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofDays(7), null, predecessor);
    }
}
