package org.flatsweep.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where and how the parts run on this machine. */
final class LocalOptions {

    private static final int MAX_WORKERS = 1000;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "${sys:user.home}/.flatsweep",
            description = "Database, checkpoints, datasets and logs (default: ~/.flatsweep).")
    private Path dataDirectory;

    @Option(
            names = "--datasets",
            paramLabel = "DIR",
            description = "Directory of the datasets that data fetch gets"
                    + " (default: FLATSWEEP_DATASETS, or datasets in the data directory).")
    private Optional<Path> datasets;

    @Option(names = "--port", paramLabel = "PORT", description = "HTTP port of API and dashboard (default: 8080).")
    private Optional<Integer> port;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Local worker processes, which share the processor cores (default: 1; in the demo one a core,"
                    + " at most 4).")
    private Optional<Integer> workers;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "${env:FLATSWEEP_DEVICE:-auto}",
            description = "auto, cpu, cuda or cuda:N (default: auto, CUDA where it is and the CPU elsewhere).")
    private String device;

    Path dataDirectory() {
        return dataDirectory.toAbsolutePath().normalize();
    }

    Path datasets() {
        return datasets.or(() -> Optional.ofNullable(System.getenv("FLATSWEEP_DATASETS")).map(Path::of))
                .orElse(dataDirectory.resolve("datasets")).toAbsolutePath().normalize();
    }

    Optional<Integer> port() {
        return port;
    }

    /** @param otherwise how many where the user does not say */
    int workers(int otherwise) {
        int count = workers.orElse(otherwise);
        if (count < 0 || count > MAX_WORKERS) {
            throw new CommandFailedException("--workers must be from 0 to %d, not %d".formatted(MAX_WORKERS, count));
        }
        return count;
    }

    String device() {
        return device;
    }
}
