package org.flatsweep.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "show",
        description = "Show a sweep: its trials by state, the best so far, its definition. With --trial show a trial:"
                + " its attempts and why each ended, its result and what that came from.")
final class ShowCommand implements Runnable {

    private static final JsonMapper JSON = new JsonMapper();

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
        String answer = api.document((trial ? "trials/" : "sweeps/") + id);
        if (output.isJson()) {
            System.out.println(answer);
        } else if (trial) {
            System.out.print(TrialSheet.text(JSON.readTree(answer)));
        } else {
            System.out.print(SweepSheet.text(
                    JSON.readTree(answer), api.read("sweeps/%d/overview".formatted(id)), api.pageOf(id)));
        }
    }
}
