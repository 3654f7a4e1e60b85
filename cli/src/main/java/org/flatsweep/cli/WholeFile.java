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

    /** @throws CommandFailedException if the content breaks off or the file cannot be written */
    void write(Content content) {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(part))) {
                content.writeTo(stream);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CommandFailedException("cannot write '%s': %s".formatted(target, e), e);
        } finally {
            part.toFile().delete();
        }
    }
}
