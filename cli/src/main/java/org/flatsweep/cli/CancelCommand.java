package org.flatsweep.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "cancel", description = "Cancel what is left of a sweep; finished trials keep their results.")
final class CancelCommand implements Runnable {

    @Mixin
    private ServerOption server;

    @Parameters(paramLabel = "ID", description = "The sweep's id.")
    private long sweep;

    @Override
    public void run() {
        server.client().cancel(sweep);
        System.out.printf("Sweep %d is cancelled.%n", sweep);
    }
}
