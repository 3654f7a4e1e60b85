package org.flatsweep.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "watch",
        description = "Show a sweep's progress until it ends, then its table; exit code 1 if a trial did not succeed.")
final class WatchCommand implements Callable<Integer> {

    private static final Duration BEFORE_ANOTHER_CONNECTION = Duration.ofSeconds(1);

    @Mixin
    private ServerOption server;

    @Parameters(paramLabel = "ID", description = "The sweep's id.")
    private long sweep;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() {
        return watch(server.client(), sweep, output);
    }

    /** @return the exit code */
    static int watch(ApiClient api, long sweep, OutputOption output) {
        return output.isJson()
                ? new SweepEvents(api, sweep, System.out).printUntilOver(BEFORE_ANOTHER_CONNECTION)
                : new SweepProgress(api, sweep).showUntilOver();
    }
}
