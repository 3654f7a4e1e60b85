package org.flatsweep.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "watch", description = "Show a sweep's progress until it ends; exit code 1 if a trial failed.")
final class WatchCommand implements Callable<Integer> {

    @Mixin
    private ServerOption server;

    @Parameters(paramLabel = "ID", description = "The sweep's id.")
    private long sweep;

    @Override
    public Integer call() {
        return new SweepProgress(server.client(), sweep).showUntilOver();
    }
}
