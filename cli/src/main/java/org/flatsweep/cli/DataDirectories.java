package org.flatsweep.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where this machine's Flatsweep keeps what it has. */
final class DataDirectories {

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "${sys:user.home}/.flatsweep",
            description = "Database, checkpoints, datasets and logs (default: ~/.flatsweep). What starts a database there"
                    + " closes it to other users.")
    private Path data;

    @Option(
            names = "--datasets",
            paramLabel = "DIR",
            description = "Directory of the datasets that data fetch gets"
                    + " (default: FLATSWEEP_DATASETS, or datasets in the data directory).")
    private Optional<Path> datasets;

    Path data() {
        return data.toAbsolutePath().normalize();
    }

    Path datasets() {
        return datasets.or(() -> Optional.ofNullable(System.getenv("FLATSWEEP_DATASETS")).map(Path::of))
                .orElse(data.resolve("datasets")).toAbsolutePath().normalize();
    }
}
