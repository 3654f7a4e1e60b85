package org.flatsweep.cli;

import picocli.CommandLine.Command;

@Command(name = "cancel", description = "Cancel what is left of a sweep; finished trials keep their results.")
final class CancelCommand extends OrderCommand {

    CancelCommand() {
        super("cancel", "is cancelled");
    }
}
