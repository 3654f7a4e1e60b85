package org.flatsweep.cli;

import picocli.CommandLine.Command;

@Command(name = "retry", description = "Queue the failed and cancelled trials of a sweep again.")
final class RetryCommand extends OrderCommand {

    RetryCommand() {
        super("retry", "is queued again, as far as it had failed or was cancelled");
    }
}
