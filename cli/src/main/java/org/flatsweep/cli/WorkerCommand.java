package org.flatsweep.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.flatsweep.database.DatabaseAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "worker",
        description = "Run workers on the database that DATABASE_URL names, until Ctrl-C. FLATSWEEP_DATASETS,"
                + " FLATSWEEP_CHECKPOINTS, FLATSWEEP_DEVICE, FLATSWEEP_SLOTS and FLATSWEEP_THREADS are their settings.")
final class WorkerCommand implements Callable<Integer> {

    @Mixin
    private DeviceOptions devices;

    @Override
    public Integer call() throws InterruptedException {
        WrongUsageException.unlessIllegal(() -> DatabaseAddress.required(System.getenv()));
        List<String> workers = devices.workers(1);
        List<WorkerSupervisor> supervisors = IntStream.range(0, workers.size())
                .mapToObj(index -> WorkerSupervisor.start(
                        worker(workers.get(index), workers.size()), DeviceOptions.workerId(index, workers.size())))
                .toList();
        Runtime.getRuntime().addShutdownHook(new Thread(
                () -> supervisors.parallelStream().forEach(WorkerSupervisor::close), "workers-shutdown"));
        for (WorkerSupervisor supervisor : supervisors) {
            supervisor.awaitEnd();
        }
        return WorkerSupervisor.EXIT_BAD_SETTINGS;
    }

    private static ChildProcess.Specification worker(String device, int workers) {
        return new ChildProcess.Specification("worker", LocalFlatsweep.jar("worker"), List.of("-XX:+UseSerialGC"),
                Map.of("FLATSWEEP_DEVICE", device, "FLATSWEEP_THREADS", DeviceOptions.threads(workers)),
                Optional.empty());
    }
}
