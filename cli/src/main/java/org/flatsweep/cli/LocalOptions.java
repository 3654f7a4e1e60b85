package org.flatsweep.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where and how the parts run on this machine. */
final class LocalOptions {

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

    @Mixin
    private DeviceOptions devices;

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

    DeviceOptions devices() {
        return devices;
    }
}
