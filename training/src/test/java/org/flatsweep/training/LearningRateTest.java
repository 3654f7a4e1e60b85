package org.flatsweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.flatsweep.domain.Hyperparameter;
import org.flatsweep.domain.Method;
import org.flatsweep.domain.TrialConfig;
import org.junit.jupiter.api.Test;

class LearningRateTest {

    @Test
    void stepFallsToAFifthAfter30And60And80PercentOfTheEpochs() {
        assertThat(rates("step", 10)).usingElementComparator((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : 1).containsExactly(
                1.0, 1.0, 1.0, 0.2, 0.2, 0.2, 0.04, 0.04, 0.008, 0.008);
    }

    @Test
    void stepOf200EpochsIsTheAuthorsScheduleOf60And120And160() {
        List<Double> rates = rates("step", 200);

        assertThat(IntStream.range(1, 200).filter(i -> rates.get(i) < rates.get(i - 1))).containsExactly(60, 120, 160);
    }

    @Test
    void cosineStartsAtTheFullRateAndPassesHalfOfItMidway() {
        assertThat(rates("cosine", 10).get(0)).isEqualTo(1);
        assertThat(rates("cosine", 10).get(5)).isEqualTo(0.5, within(1e-12));
    }

    @Test
    void constantStays() {
        assertThat(rates("constant", 3)).containsExactly(1.0, 1.0, 1.0);
    }

    private static List<Double> rates(String schedule, int epochs) {
        TrialConfig config = Trials.trial(Method.SGD, 0.1, Map.of(
                Hyperparameter.LR, 1.0, Hyperparameter.SCHEDULE, schedule, Hyperparameter.EPOCHS, (long) epochs));
        return IntStream.rangeClosed(1, epochs).mapToObj(epoch -> LearningRate.of(config, epoch)).toList();
    }
}
