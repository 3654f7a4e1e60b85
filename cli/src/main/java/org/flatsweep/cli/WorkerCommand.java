package org.flatsweep.cli;

import java.util.concurrent.Callable;
import org.flatsweep.database.DatabaseAddress;
import picocli.CommandLine.Command;

@Command(
        name = "worker",
        description = "Run a worker on the database that DATABASE_URL names, until Ctrl-C. FLATSWEEP_DATASETS,"
                + " FLATSWEEP_CHECKPOINTS, FLATSWEEP_DEVICE and FLATSWEEP_THREADS are its settings.")
final class WorkerCommand implements Callable<Integer> {

    @Override
    public Integer call() throws Exception {
        DatabaseAddress.fromEnvironment(System.getenv()).orElseThrow(() -> new CommandFailedException(
                "DATABASE_URL is not set; a worker needs the address of the database that holds the sweeps"));
        Process worker = new ProcessBuilder(
                        ChildProcess.javaExecutable(), "-XX:+UseSerialGC", "-jar", LocalFlatsweep.jar("worker").toString())
                .inheritIO()
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            worker.destroy();
            try {
                worker.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        return worker.waitFor();
    }
}
