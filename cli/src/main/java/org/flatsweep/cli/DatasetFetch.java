package org.flatsweep.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Collectors;
import org.flatsweep.domain.DatasetLayout;

/**
 * Downloads, checks and unpacks a dataset in a directory of its own beside the datasets, and moves it among them in one
 * step, so that whenever it is killed the dataset is there whole or not at all.
 */
final class DatasetFetch {

    private final PublishedDataset published;
    private final Path datasets;
    private final Path staging;

    DatasetFetch(PublishedDataset published, Path datasets) {
        this.published = published;
        this.datasets = datasets;
        this.staging = datasets.resolve("downloads").resolve(published.name());
    }

    /** @throws CommandFailedException if the dataset is not there in the end; the message says what to do */
    void run() {
        var there = DatasetLayout.complete(published.name(), datasets);
        if (there.isPresent()) {
            System.out.printf("%s is already in %s%n", published.name(), there.get().folder(datasets));
            return;
        }
        Path folder = published.layout().folder(datasets);
        if (Files.exists(folder)) {
            throw new CommandFailedException("%s is there, but not whole: move it away and fetch again".formatted(folder));
        }
        try {
            Files.createDirectories(staging);
        } catch (IOException e) {
            throw new WrongUsageException("--datasets must be a directory that can be written to, not '%s': %s"
                    .formatted(datasets, Wording.reason(e)));
        }
        try {
            for (String file : published.checksums().keySet()) {
                obtain(file);
            }
            requireWhole();
            Files.move(published.layout().folder(staging), folder, StandardCopyOption.ATOMIC_MOVE);
            removeStaging();
        } catch (IOException e) {
            throw new CommandFailedException("cannot write to %s: %s".formatted(datasets, Wording.reason(e)), e);
        }
        System.out.printf("%s is in %s%n", published.name(), folder);
    }

    private void obtain(String file) throws IOException {
        Path target = place(file);
        Files.createDirectories(target.getParent());
        try {
            new Download(published.address(file), target, published.checksums().get(file)).run();
        } catch (UnreachableException e) {
            throw new CommandFailedException(e.getMessage() + "\n" + withoutConnection(), e);
        }
        if (PublishedDataset.isArchive(file)) {
            TarGz.unpack(target, staging);
        }
    }

    private Path place(String file) {
        return PublishedDataset.isArchive(file)
                ? staging.resolve(file)
                : published.layout().folder(staging).resolve(file);
    }

    private String withoutConnection() {
        return "To do without a connection from this machine, get\n"
                + published.checksums().keySet().stream()
                        .map(file -> "  %s  →  %s".formatted(published.address(file), place(file)))
                        .collect(Collectors.joining("\n"))
                + "\nby other means, and run this again: it checks and unpacks what is there.";
    }

    private void requireWhole() {
        published.layout().firstMissing(staging).ifPresent(file -> {
            throw new CommandFailedException("%s does not hold %s; has it changed at its source?".formatted(
                    published.checksums().keySet(), staging.relativize(file)));
        });
    }

    /** Of the directories, those that nobody put anything else into. */
    private void removeStaging() throws IOException {
        for (String file : published.checksums().keySet()) {
            Files.deleteIfExists(place(file));
        }
        for (File directory : new File[] {staging.toFile(), staging.getParent().toFile()}) {
            directory.delete();
        }
    }
}
