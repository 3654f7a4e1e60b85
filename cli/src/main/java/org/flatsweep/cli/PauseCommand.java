package org.flatsweep.cli;

import picocli.CommandLine.Command;

@Command(name = "pause", description = "Begin no trial of a sweep, and have running ones saved and given back.")
final class PauseCommand extends OrderCommand {

    PauseCommand() {
        super("pause", "is paused");
    }
}
