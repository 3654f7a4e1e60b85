package org.flatsweep.cli;

import org.flatsweep.database.DatabaseUnavailableException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The {@code flatsweep} command. */
@Command(
        name = "flatsweep",
        description = "Hyperparameter sweeps for flat-minimum and variational optimisers.",
        mixinStandardHelpOptions = true,
        version = "Flatsweep 0.1.0",
        scope = ScopeType.INHERIT,
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            WorkerCommand.class,
            SubmitCommand.class,
            WatchCommand.class,
            ResultsCommand.class,
            FigureCommand.class,
            ExportCommand.class,
            ArchiveCommand.class,
            ImportCommand.class,
            ReproduceCommand.class,
            CancelCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            RetryCommand.class,
            PriorityCommand.class,
            DataCommand.class,
            ToyCommand.class
        })
final class Flatsweep implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private Flatsweep() {}

    public static void main(String[] arguments) {
        CommandLine flatsweep = new CommandLine(new Flatsweep());
        flatsweep.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof CommandFailedException || failure instanceof DatabaseUnavailableException
                    || failure instanceof IllegalArgumentException) {
                command.getErr().println("flatsweep: " + failure.getMessage());
                return command.getCommandSpec().exitCodeOnExecutionException();
            }
            throw failure;
        });
        System.exit(flatsweep.execute(arguments));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }
}
