package org.flatsweep.training;

import java.util.Map;
import java.util.stream.Stream;
import org.flatsweep.domain.Sha256;

/**
 * A trial between two steps: all that the next one depends on.
 *
 * @param epoch completed epochs
 * @param trainSeconds in the steps of the completed epochs
 * @param metrics of the last completed epoch
 * @param sums over the steps done of the next epoch; with all of them done, its evaluation is what comes next
 * @param vectors the optimiser's and the network's, by name
 */
record TrainingState(
        int epoch,
        double trainSeconds,
        Map<String, Double> metrics,
        EpochSums sums,
        Map<String, float[]> vectors) {

    /** Before the first epoch. */
    static final TrainingState NONE = new TrainingState(0, 0, Map.of(), EpochSums.NONE, Map.of());

    /** Steps done of the next epoch. */
    int step() {
        return sums.steps();
    }

    /**
     * SHA-256, in hex, of μ, the variances of Σ where it is learned, and the BatchNorm statistics, one after the other
     * as little-endian floats: of what a training is for, and not of what only its next step would need.
     */
    String parametersSha256() {
        return Sha256.of(Stream.of("mean", "variances", "batch_norm")
                .filter(vectors::containsKey)
                .map(name -> Checkpoints.littleEndian(vectors.get(name)))
                .toArray(byte[][]::new));
    }
}
