package org.flatsweep.cli;

import java.io.PrintWriter;
import java.util.function.Function;
import org.flatsweep.database.DatabaseUnavailableException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;
import tools.jackson.core.JacksonException;

/** The {@code flatsweep} command. */
@Command(
        name = "flatsweep",
        description = "Hyperparameter sweeps for flat-minimum and variational optimisers.",
        mixinStandardHelpOptions = true,
        version = "Flatsweep 0.1.0",
        scope = ScopeType.INHERIT,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed, or something that was asked about did",
            "2:the command line, or a setting, is wrong",
            "3:the API cannot be reached, or cannot serve now"
        },
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            WorkerCommand.class,
            SubmitCommand.class,
            WatchCommand.class,
            ListCommand.class,
            ShowCommand.class,
            LogsCommand.class,
            WorkersCommand.class,
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
            TokenCommand.class,
            DataCommand.class,
            ToyCommand.class,
            DoctorCommand.class,
            CompletionCommand.class
        })
final class Flatsweep implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show where in the code a failure comes from.")
    private boolean debug;

    private Flatsweep() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        Flatsweep flatsweep = new Flatsweep();
        return new CommandLine(flatsweep)
                .registerConverter(int.class, number("whole number", Integer::valueOf))
                .registerConverter(Integer.class, number("whole number", Integer::valueOf))
                .registerConverter(long.class, number("whole number", Long::valueOf))
                .registerConverter(Long.class, number("whole number", Long::valueOf))
                .registerConverter(double.class, number("number", Double::valueOf))
                .setParameterExceptionHandler((mistake, arguments) -> correct(mistake))
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> flatsweep.explain(failure, command.getErr()));
    }

    /** Of another text picocli says that it "is not a long". */
    private static <N> ITypeConverter<N> number(String kind, Function<String, N> parser) {
        return text -> {
            try {
                return parser.apply(text);
            } catch (NumberFormatException e) {
                String complaint = text.matches("[+-]?\\d+") ? "too large" : "not a " + kind;
                throw new TypeConversionException("'%s' is %s".formatted(text, complaint));
            }
        };
    }

    /** The whole help, which pushes the message out of sight, is only for who has not come to a command yet. */
    private static int correct(ParameterException mistake) {
        CommandLine command = mistake.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("flatsweep: " + mistake.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(mistake, err)) {
            if (command.getSubcommands().isEmpty()) {
                err.print(command.getHelp().fullSynopsis());
                err.printf("%s --help says more.%n", command.getCommandSpec().qualifiedName());
            } else {
                command.usage(err);
            }
        }
        return ExitCode.WRONG_USAGE;
    }

    /** @return the exit code */
    private int explain(Exception thrown, PrintWriter err) {
        Exception failure = thrown instanceof JacksonException foreign ? notAnAnswer(foreign) : thrown;
        boolean foreseen = failure instanceof CommandFailedException || failure instanceof DatabaseUnavailableException;
        if (debug) {
            failure.printStackTrace(err);
        } else if (foreseen) {
            err.println("flatsweep: " + failure.getMessage());
        } else {
            err.println("flatsweep: unexpected: %s; --debug shows where".formatted(failure));
        }
        return failure instanceof CommandFailedException known ? known.exitCode() : ExitCode.FAILED;
    }

    /** What a command reads in answers, all of them have; what breaks a rule of JSON was refused before. */
    private static ServerUnreachableException notAnAnswer(JacksonException foreign) {
        return new ServerUnreachableException(
                "what answers is no Flatsweep, or one of another version (%s); is --server or FLATSWEEP_SERVER right?"
                        .formatted(foreign.getOriginalMessage()), foreign);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }
}
