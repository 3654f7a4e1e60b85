package org.flatsweep.training;

import java.nio.file.Path;

/**
 * What a machine offers to training.
 *
 * @param device {@code auto} (CUDA if there, else CPU), {@code cpu}, {@code cuda} or {@code cuda:1}
 * @param threads CPU threads of the engine
 * @param datasets directory of the downloaded datasets, as {@link org.flatsweep.domain.DatasetLayout} names them
 */
public record TrainingSettings(String device, int threads, Path datasets) {

    /** @throws BadConfigurationException unless there is at least one thread */
    public TrainingSettings {
        if (threads < 1) {
            throw new BadConfigurationException("threads is %d; it must be at least 1".formatted(threads));
        }
    }
}
