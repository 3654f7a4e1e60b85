package org.flatsweep.training;

import java.nio.file.Path;

/**
 * A written checkpoint.
 *
 * @param epoch completed epochs
 * @param step steps done of the next epoch; 0 at an epoch's end
 * @param sha256 of the whole file, in hex
 */
public record Checkpoint(int epoch, int step, Path file, String sha256, long bytes) {}
