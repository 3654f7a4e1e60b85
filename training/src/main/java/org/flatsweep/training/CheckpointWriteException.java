package org.flatsweep.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A checkpoint, or what waits beside it, could not be written: the disk is full, say. Another trial would fare no
 * better on this machine.
 */
public final class CheckpointWriteException extends UncheckedIOException {

    private static final long serialVersionUID = 1;

    public CheckpointWriteException(Path file, IOException cause) {
        super("cannot write checkpoint %s: %s".formatted(file, cause), cause);
    }
}
