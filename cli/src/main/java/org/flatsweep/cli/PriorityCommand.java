package org.flatsweep.cli;

import org.flatsweep.domain.QueuePolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "priority", description = "Put a sweep before those of lower priority, or a trial within its sweep.")
final class PriorityCommand implements Runnable {

    @Mixin
    private ServerOption server;

    @Mixin
    private OutputOption output;

    @Parameters(index = "0", paramLabel = "ID", description = "The sweep's id, or with --trial the trial's.")
    private long id;

    @Parameters(
            index = "1",
            paramLabel = "PRIORITY",
            description = "From -" + QueuePolicy.MAX_PRIORITY + " to " + QueuePolicy.MAX_PRIORITY
                    + "; 0 is the usual one.")
    private int priority;

    @Option(names = "--trial", description = "ID is a trial's.")
    private boolean trial;

    @Override
    public void run() {
        WrongUsageException.requireRange(
                "PRIORITY", priority, -QueuePolicy.MAX_PRIORITY, QueuePolicy.MAX_PRIORITY);
        output.print(server.client().setPriority(trial ? "trials" : "sweeps", id, priority),
                ordered -> System.out.printf("%s %d has priority %d.%n", trial ? "Trial" : "Sweep", id, priority));
    }
}
