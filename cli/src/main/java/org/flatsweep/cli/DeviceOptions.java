package org.flatsweep.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** On which devices workers train, and how many on each. */
final class DeviceOptions {

    private static final int MAX_SLOTS = 1000;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            split = ",",
            defaultValue = "${env:FLATSWEEP_DEVICE:-auto}",
            description = "auto, cpu, cuda or cuda:N, or several with commas between: cuda:0,cuda:1 (default: auto, the"
                    + " first CUDA device where there is one and the CPU elsewhere).")
    private List<String> devices;

    @Option(
            names = {"--slots", "--workers"},
            paramLabel = "N",
            defaultValue = "${env:FLATSWEEP_SLOTS:-" + Option.NULL_VALUE + "}",
            description = "Trials that a device trains at once, each in a worker process of its own; on the CPU they"
                    + " share the cores (default: 1; in the demo one a core, at most 4).")
    private Optional<Integer> slots;

    /**
     * The device of each worker.
     *
     * @param otherwise slots where the user does not say
     */
    List<String> workers(int otherwise) {
        int count = slots.orElse(otherwise);
        WrongUsageException.requireRange("--slots", count, 0, MAX_SLOTS);
        return IntStream.range(0, count).boxed().flatMap(slot -> devices.stream()).toList();
    }

    /** A name for one of so many workers here that no other worker has: FLATSWEEP_WORKER_ID, or one made up. */
    static String workerId(int index, int workers) {
        String given = System.getenv("FLATSWEEP_WORKER_ID");
        String name = given == null || given.isBlank() ? "%s-%.8s".formatted(hostname(), UUID.randomUUID()) : given;
        return workers == 1 ? name : name + "-" + (index + 1);
    }

    private static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A machine whose own name is in no hosts file.
            return "worker";
        }
    }

    /** CPU threads of each of so many workers. */
    static String threads(int workers) {
        int share = Math.max(1, Runtime.getRuntime().availableProcessors() / Math.max(1, workers));
        return System.getenv().getOrDefault("FLATSWEEP_THREADS", Integer.toString(share));
    }
}
