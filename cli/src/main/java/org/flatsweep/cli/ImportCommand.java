package org.flatsweep.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "import", description = "Check a sweep that `flatsweep archive` wrote, and store it as a new one.")
final class ImportCommand implements Runnable {

    @Mixin
    private ServerOption server;

    @Mixin
    private OutputOption output;

    @Parameters(paramLabel = "FILE", description = "The archive.")
    private Path file;

    @Override
    public void run() {
        ApiClient api = server.client();
        var imported = api.importArchive(file);
        output.print(imported.answer(), sweep -> System.out.printf("%s %d with %d trials: %s%n",
                imported.isNew() ? "Imported as sweep" : "Already imported as sweep", imported.id(), imported.trials(),
                api.pageOf(imported.id())));
    }
}
