package org.flatsweep.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = "Sweep SGD, SAM, RandomSAM and VariationalSAM over a small grid on the bundled digits, and print"
                + " the table. Interrupted, it goes on where it was when started again.")
final class DemoCommand implements Callable<Integer> {

    private static final int EXIT_INTERRUPTED = 130;
    private static final int MAX_SLOTS = 4;

    @Mixin
    private LocalOptions options;

    @Option(names = "--fresh", description = "Begin a new demo sweep although one was begun or finished before.")
    private boolean fresh;

    @Override
    public Integer call() throws IOException {
        Path file = LocalFlatsweep.home().resolve("examples").resolve("demo.yaml");
        String definition = Files.readString(file);
        // The demo's network is small: two of its trainings side by side end sooner than one on two cores.
        List<String> workers = options.devices().workers(
                Math.min(MAX_SLOTS, Runtime.getRuntime().availableProcessors()));
        System.out.printf("Starting an embedded database, the API and %d worker%s on %s …%n",
                workers.size(), workers.size() == 1 ? "" : "s", options.dataDirectory());
        try (LocalFlatsweep flatsweep = LocalFlatsweep.start(
                options, LocalFlatsweep.portOrAnyFree(options), workers, Optional.empty())) {
            try {
                System.out.println(flatsweep.describe());
                return sweep(flatsweep, file, definition);
            } catch (CommandFailedException e) {
                if (flatsweep.isClosed()) {
                    System.out.println("Start it again to go on where it stopped.");
                    return EXIT_INTERRUPTED;
                }
                throw e;
            }
        }
    }

    private int sweep(LocalFlatsweep flatsweep, Path file, String definition) {
        ApiClient api = flatsweep.client();
        var sweep = api.submit(definition, SubmitCommand.contentType(file), Optional.of(idempotencyKey(definition)));
        System.out.printf("%s, %d trials: %s%n",
                sweep.isNew() ? "Submitted sweep " + sweep.id() : "Going on with sweep " + sweep.id(),
                sweep.trials(), api.pageOf(sweep.id()));
        int exitCode = new SweepProgress(api, sweep.id(), flatsweep::requireWorkers).showUntilOver();
        System.out.println();
        System.out.println("To look around: ./flatsweep up, then http://127.0.0.1:%d/#/sweeps/%d"
                .formatted(LocalFlatsweep.DEFAULT_PORT, sweep.id()));
        return exitCode;
    }

    /** The same for the same definition, so that a demo cut short finds its sweep again. */
    private String idempotencyKey(String definition) {
        String distinction = fresh ? UUID.randomUUID().toString()
                : UUID.nameUUIDFromBytes(definition.getBytes(StandardCharsets.UTF_8)).toString();
        return "demo-" + distinction;
    }
}
