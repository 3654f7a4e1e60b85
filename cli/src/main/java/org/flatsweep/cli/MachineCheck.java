package org.flatsweep.cli;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.flatsweep.domain.DatasetLayout;
import org.flatsweep.domain.DatasetSpec;

/** Whether this machine has what Flatsweep needs: Java, a disk, datasets. */
final class MachineCheck {

    private static final int OLDEST_JAVA = 17;
    private static final long GIB = 1L << 30;
    /** Too little for PostgreSQL's own files and a few checkpoints. */
    private static final long LEAST_DISK = GIB;
    /** A sweep's checkpoints and metrics may fill it. */
    private static final long SMALL_DISK = 10 * GIB;

    private MachineCheck() {}

    static Finding java(Runtime.Version version) {
        return version.feature() >= OLDEST_JAVA
                ? Finding.good("Java", version + " in " + System.getProperty("java.home"))
                : Finding.obstacle("Java", version + " is too old",
                        "install a JDK of version %d or later and set JAVA_HOME to it".formatted(OLDEST_JAVA));
    }

    /** @param directory of the data, which need not exist yet */
    static Finding disk(Path directory) {
        Path there = directory;
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            return Finding.obstacle("Data", "%s cannot be written to".formatted(there),
                    "give it to this user, or choose another with --data-dir");
        }
        try {
            return space(directory, Files.getFileStore(there).getUsableSpace());
        } catch (IOException e) {
            return Finding.remark("Data", "free space of %s is unknown: %s".formatted(there, Wording.reason(e)),
                    "look with df");
        }
    }

    static Finding space(Path directory, long bytes) {
        String found = "%d GiB free for %s".formatted(bytes / GIB, directory);
        if (bytes < LEAST_DISK) {
            return Finding.obstacle("Data", "%d MiB free for %s".formatted(bytes >> 20, directory),
                    "make room, or choose another disk with --data-dir");
        }
        return bytes < SMALL_DISK
                ? Finding.remark("Data", found, "enough to begin; checkpoints of a large sweep may fill it")
                : Finding.good("Data", found);
    }

    static Finding datasets(Path directory) {
        List<String> missing = new TreeSet<>(DatasetSpec.RESOLUTIONS.keySet()).stream()
                .filter(dataset -> !isHere(dataset, directory))
                .toList();
        String here = new TreeSet<>(DatasetSpec.RESOLUTIONS.keySet()).stream()
                .filter(dataset -> !missing.contains(dataset))
                .collect(joining(", "));
        return missing.isEmpty()
                ? Finding.good("Datasets", here)
                : Finding.remark("Datasets", "%s; not in %s: %s".formatted(here, directory, String.join(", ", missing)),
                        "./flatsweep data fetch %s gets one; its trials wait for a worker that has it"
                                .formatted(missing.get(0)));
    }

    private static boolean isHere(String dataset, Path directory) {
        return DatasetLayout.of(dataset).isEmpty() || DatasetLayout.complete(dataset, directory).isPresent();
    }
}
