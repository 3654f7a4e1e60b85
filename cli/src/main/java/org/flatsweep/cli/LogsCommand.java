package org.flatsweep.cli;

import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Print what the training of a trial logged, all its attempts.")
final class LogsCommand implements Runnable {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /** Workers write their lines once a second, and the last ones after the trial's end. */
    private static final Duration LATENESS = Duration.ofSeconds(3);

    @Mixin
    private ServerOption server;

    @Mixin
    private OutputOption output;

    @Parameters(paramLabel = "TRIAL", description = "The trial's id.")
    private long trial;

    @Option(names = {"-f", "--follow"}, description = "Go on with what it logs from now on, until it ends.")
    private boolean follow;

    @Override
    public void run() {
        TrialLogTail tail = new TrialLogTail(server.client(), trial,
                output.isJson() ? System.out::println : new TrialLogLines(System.out)::print);
        if (follow) {
            tail.printUntilEnd(INTERVAL, LATENESS);
        } else {
            tail.print();
        }
    }
}
