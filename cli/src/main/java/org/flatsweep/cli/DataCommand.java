package org.flatsweep.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

@Command(
        name = "data",
        description = "Get datasets, and see which are here.",
        subcommands = {DataFetchCommand.class, DataListCommand.class})
final class DataCommand implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "fetch or ls?");
    }
}
