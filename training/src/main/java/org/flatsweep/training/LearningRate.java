package org.flatsweep.training;

import static org.flatsweep.domain.Hyperparameter.EPOCHS;
import static org.flatsweep.domain.Hyperparameter.LR;
import static org.flatsweep.domain.Hyperparameter.SCHEDULE;

import java.util.stream.IntStream;
import org.flatsweep.domain.TrialConfig;

/** Learning rate schedules, constant within an epoch. */
final class LearningRate {

    private static final double STEP_FACTOR = 0.2;
    private static final int[] STEP_PERCENTS = {30, 60, 80};

    private LearningRate() {}

    /**
     * 1 for a method that has none.
     *
     * @param epoch from 1
     */
    static double of(TrialConfig config, int epoch) {
        if (!config.has(LR)) {
            return 1;
        }
        int done = epoch - 1;
        int epochs = config.integer(EPOCHS);
        double factor = switch (config.word(SCHEDULE)) {
            case "step" -> Math.pow(STEP_FACTOR,
                    IntStream.of(STEP_PERCENTS).filter(percent -> 100L * done >= (long) percent * epochs).count());
            case "cosine" -> 0.5 * (1 + Math.cos(Math.PI * done / epochs));
            case "constant" -> 1;
            default -> throw new BadConfigurationException(
                    "schedule is %s; allowed are step, cosine, constant".formatted(config.word(SCHEDULE)));
        };
        return config.real(LR) * factor;
    }
}
