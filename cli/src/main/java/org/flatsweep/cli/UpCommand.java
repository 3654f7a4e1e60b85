package org.flatsweep.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.flatsweep.database.DatabaseAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "up",
        description = "Run the database, the API with its dashboard, and local workers until Ctrl-C."
                + " With DATABASE_URL set, that database is used instead of an embedded one.")
final class UpCommand implements Callable<Integer> {

    @Mixin
    private LocalOptions options;

    @Override
    public Integer call() throws InterruptedException {
        int port = options.port().orElse(LocalFlatsweep.DEFAULT_PORT);
        Optional<DatabaseAddress> database =
                WrongUsageException.unlessIllegal(() -> DatabaseAddress.fromEnvironment(System.getenv()));
        System.out.println("Starting Flatsweep on " + options.dataDirectory() + " …");
        try (LocalFlatsweep flatsweep = LocalFlatsweep.start(options, port, options.devices().workers(1), database)) {
            System.out.println(flatsweep.describe());
            System.out.println("Ctrl-C stops it; running trials then go back to the queue.");
            flatsweep.awaitEnd();
            return 0;
        }
    }
}
