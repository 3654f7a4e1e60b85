package org.flatsweep.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = "Show a sweep: its trials by state, the best so far, its definition. With --trial show a trial:"
                + " its attempts and why each ended, its result and what that came from.")
final class ShowCommand implements Runnable {

    @Mixin
    private ServerOption server;

    @Mixin
    private OutputOption output;

    @Parameters(paramLabel = "ID", description = "The sweep's id, or with --trial the trial's.")
    private long id;

    @Option(names = "--trial", description = "ID is a trial's.")
    private boolean trial;

    @Override
    public void run() {
        ApiClient api = server.client();
        output.print(api.document((trial ? "trials/" : "sweeps/") + id), view -> System.out.print(trial
                ? TrialSheet.text(view)
                : SweepSheet.text(view, api.read("sweeps/%d/overview".formatted(id)), api.pageOf(id))));
    }
}
