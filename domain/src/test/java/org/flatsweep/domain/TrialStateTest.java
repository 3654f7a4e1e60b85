package org.flatsweep.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flatsweep.domain.TrialState.PENDING;
import static org.flatsweep.domain.TrialState.RUNNING;
import static org.flatsweep.domain.TrialState.SUCCEEDED;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TrialStateTest {

    @Test
    void returnsToTheQueueOnlyFromRunning() {
        assertThat(Arrays.stream(TrialState.values()).filter(s -> s.nextStates().contains(PENDING)))
                .containsExactly(RUNNING);
    }

    @Test
    void succeedsOnlyFromRunning() {
        assertThat(Arrays.stream(TrialState.values()).filter(s -> s.nextStates().contains(SUCCEEDED)))
                .containsExactly(RUNNING);
    }

    @Test
    void isFinalWhereNothingFollows() {
        assertThat(Arrays.stream(TrialState.values()).filter(s -> !s.isFinal())).containsExactly(PENDING, RUNNING);
    }
}
