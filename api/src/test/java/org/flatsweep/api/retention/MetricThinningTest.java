package org.flatsweep.api.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricThinningTest extends ApiTest {

    private MetricThinning thinning;
    private List<Long> trials;

    @BeforeEach
    void trialsWithCurves() {
        thinning = new MetricThinning(apiJdbc, new RetentionSettings(Duration.ofDays(90), null));
        trials = trialsOf(submit(SIX_TRIALS));
    }

    private void train(long trial, int epochs, int daysAgo) {
        worker("w").claim(trial, 30);
        jdbc.sql("update trial set epochs = :epochs where id = :id").param("epochs", epochs).param("id", trial).update();
        jdbc.sql("""
                        insert into metric (trial_id, attempt, name, epoch, value)
                        select :id, 1, 'train_loss', e, 1.0 / e from generate_series(1, :epochs) e""")
                .param("id", trial).param("epochs", epochs).update();
        worker("w").succeed(trial, 0.9, 0.8);
        jdbc.sql("update trial set finished_at = now() - :days * interval '1 day' where id = :id")
                .param("days", daysAgo).param("id", trial).update();
    }

    private List<Integer> epochs(long trial) {
        return jdbc.sql("select epoch from metric where trial_id = :id order by epoch").param("id", trial)
                .query(Integer.class).list();
    }

    @Test
    void shouldKeepSomeHundredEpochsAndBothEndsOfOldCurves() {
        train(trials.get(0), 305, 91);

        assertThat(thinning.thin(Duration.ofDays(90))).isEqualTo(1);

        assertThat(epochs(trials.get(0))).containsExactlyElementsOf(
                IntStream.rangeClosed(1, 305).filter(e -> e == 1 || e == 305 || e % 4 == 0).boxed().toList());
        assertThat(thinning.thin(Duration.ofDays(90))).isZero();
    }

    @Test
    void shouldLeaveShortAndYoungCurvesAndResultsAlone() {
        train(trials.get(0), 50, 91);
        train(trials.get(1), 305, 89);

        thinning.thin(Duration.ofDays(90));

        assertThat(epochs(trials.get(0))).hasSize(50);
        assertThat(epochs(trials.get(1))).hasSize(305);
        assertThat(count("result")).isEqualTo(2);
    }

    @Test
    void shouldRemoveWhatNoLongerCounts() {
        train(trials.get(0), 50, 91);
        jdbc.sql("insert into attempt (trial_id, attempt, worker_id, resumed_from_epoch) values (:id, 2, 'w', 20)")
                .param("id", trials.get(0)).update();

        thinning.thin(Duration.ofDays(90));

        assertThat(epochs(trials.get(0))).hasSize(20);
    }
}
