package org.flatsweep.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the datasets are. */
final class DatasetsOption {

    @Option(
            names = "--datasets",
            paramLabel = "DIR",
            defaultValue = "${env:FLATSWEEP_DATASETS:-${sys:user.home}/.flatsweep/datasets}",
            description = "Directory of the datasets (default: FLATSWEEP_DATASETS, or ~/.flatsweep/datasets).")
    private Path directory;

    Path directory() {
        return directory.toAbsolutePath().normalize();
    }
}
