package org.flatsweep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.flatsweep.domain.DatasetLayout;
import org.flatsweep.domain.DatasetSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "ls", description = "Show which datasets are here, how large they are, and where.")
final class DataListCommand implements Runnable {

    @Mixin
    private DatasetsOption datasets;

    @Override
    public void run() {
        for (String dataset : new TreeSet<>(DatasetSpec.RESOLUTIONS.keySet())) {
            System.out.printf("%-14s %s%n", dataset, state(dataset, datasets.directory()));
        }
    }

    /** What the second column says. */
    static String state(String dataset, Path datasets) {
        List<DatasetLayout> layouts = DatasetLayout.of(dataset);
        if (layouts.isEmpty()) {
            return "always here, without files";
        }
        Optional<DatasetLayout> here = DatasetLayout.complete(dataset, datasets);
        if (here.isPresent()) {
            List<Path> files = here.get().files(datasets);
            return "%.1f MB in %d files in %s".formatted(
                    files.stream().mapToLong(DataListCommand::size).sum() / 1e6, files.size(),
                    here.get().folder(datasets));
        }
        return layouts.stream()
                .filter(layout -> Files.exists(layout.folder(datasets)))
                .findFirst()
                .map(layout -> "incomplete: %s is missing".formatted(layout.firstMissing(datasets).orElseThrow()))
                .orElse("not here; ./flatsweep data fetch %s gets it".formatted(dataset));
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new CommandFailedException("cannot read " + file, e);
        }
    }
}
