package org.flatsweep.training;

import java.nio.file.Path;

/**
 * A written checkpoint.
 *
 * @param epoch completed epochs
 * @param sha256 of the whole file, in hex
 */
public record Checkpoint(int epoch, Path file, String sha256, long bytes) {}
