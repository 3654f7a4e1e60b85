package org.flatsweep.cli;

import picocli.CommandLine.Command;

@Command(name = "resume", description = "End the pause of a sweep.")
final class ResumeCommand extends OrderCommand {

    ResumeCommand() {
        super("resume", "goes on");
    }
}
