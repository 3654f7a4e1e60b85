package org.flatsweep.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "archive",
        description = "Write a sweep that has ended to one file, for `flatsweep import` in another installation.")
final class ArchiveCommand implements Runnable {

    @Mixin
    private ServerOption server;

    @Parameters(paramLabel = "ID", description = "The sweep's id.")
    private long sweep;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write it (default: sweep-ID.zip, here).")
    private Path file;

    @Override
    public void run() {
        ApiClient api = server.client();
        Path target = file != null ? file : Path.of("sweep-%d.zip".formatted(sweep));
        new WholeFile(target).write(stream -> api.copy(sweep, "archive", stream));
        System.out.println("Wrote " + target);
    }
}
