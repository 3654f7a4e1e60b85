package org.flatsweep.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that is there with all of its content or not at all; until then it has {@code .part} after its name. */
final class WholeFile {

    private final Path target;

    WholeFile(Path target) {
        this.target = target;
    }

    /** Writes the content. */
    interface Content {
        void writeTo(OutputStream stream) throws IOException;
    }

    /**
     * @throws WrongUsageException if there can be no such file
     * @throws CommandFailedException if the content breaks off
     */
    void write(Content content) {
        if (Files.isDirectory(target)) {
            throw new WrongUsageException("cannot write '%s': it is a directory".formatted(target));
        }
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            try (OutputStream stream = new BufferedOutputStream(open(part))) {
                content.writeTo(stream);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CommandFailedException("cannot write '%s': %s".formatted(target, Wording.reason(e)), e);
        } finally {
            part.toFile().delete();
        }
    }

    private OutputStream open(Path part) {
        try {
            return Files.newOutputStream(part);
        } catch (IOException e) {
            throw new WrongUsageException("cannot write '%s': %s".formatted(target, Wording.reason(e)));
        }
    }
}
