package org.flatsweep.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** An order to a sweep or to one trial, which workers hear of by their next heartbeat. */
abstract class OrderCommand implements Runnable {

    private final String order;
    private final String done;

    @Mixin
    private ServerOption server;

    @Mixin
    private OutputOption output;

    @Parameters(paramLabel = "ID", description = "The sweep's id, or with --trial the trial's.")
    private long id;

    @Option(names = "--trial", description = "ID is a trial's.")
    private boolean trial;

    /**
     * @param order as the API names it
     * @param done for people
     */
    OrderCommand(String order, String done) {
        this.order = order;
        this.done = done;
    }

    @Override
    public void run() {
        output.print(server.client().order(trial ? "trials" : "sweeps", id, order),
                ordered -> System.out.printf("%s %d %s.%n", trial ? "Trial" : "Sweep", id, done));
    }
}
