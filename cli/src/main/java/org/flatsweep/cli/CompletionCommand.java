package org.flatsweep.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
        name = "completion",
        description = "Print a script that completes commands and options in bash and zsh:"
                + " source <(./flatsweep completion)")
final class CompletionCommand implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        System.out.print(AutoComplete.bash("flatsweep", spec.root().commandLine()));
    }
}
