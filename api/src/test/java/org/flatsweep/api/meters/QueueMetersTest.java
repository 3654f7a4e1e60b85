package org.flatsweep.api.meters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class QueueMetersTest extends ApiTest {

    @Autowired
    private QueueMeters meters;

    @Test
    void shouldShowPrometheusTheQueueAndItsWorkers() {
        List<Long> trials = trialsOf(submit(SIX_TRIALS));
        worker("w").claim(trials.get(0), 30);
        worker("w").claim(trials.get(1), -1);
        jdbc.sql("""
                insert into worker (id, hostname, device, meters)
                values ('w', 'here', 'cpu',
                        '{"claims": 2, "attempts.out_of_memory": 0, "images_per_second": 310.5}')""").update();

        meters.read();

        assertThat(scrape())
                .contains("flatsweep_trials{state=\"pending\"} 4.0")
                .contains("flatsweep_trials{state=\"running\"} 2.0")
                .contains("flatsweep_lease_overdue 1.0")
                .contains("flatsweep_workers 1.0")
                .contains("flatsweep_worker_claims{worker=\"w\"} 2.0")
                .contains("flatsweep_worker_attempts_out_of_memory{worker=\"w\"} 0.0")
                .contains("flatsweep_worker_images_per_second{worker=\"w\"} 310.5");
    }

    @Test
    void shouldShowNothingOfAWorkerThatHasStopped() {
        jdbc.sql("""
                insert into worker (id, hostname, device, meters, stopped_at)
                values ('gone', 'here', 'cpu', '{"claims": 2}', now())""").update();

        meters.read();

        assertThat(scrape()).doesNotContain("worker=\"gone\"").contains("flatsweep_workers 0.0");
    }

    @Test
    void shouldCountTheWaitingTrialsThatAWorkerCouldBeGiven() {
        long limited = submit(SIX_TRIALS.replace("name: rho sweep", "name: limited"));
        worker("w").claim(trialsOf(limited).get(0), 30);
        jdbc.sql("update sweep set max_parallel = 3 where id = :id").param("id", limited).update();
        long paused = submit(SIX_TRIALS.replace("epochs: 3", "epochs: 4"));
        jdbc.sql("update sweep set paused_at = now() where id = :id").param("id", paused).update();

        meters.read();

        assertThat(scrape())
                .contains("flatsweep_trials_claimable 2.0")
                .contains("flatsweep_trials{state=\"pending\"} 11.0");
    }

    @Test
    void shouldTellOfATrialThatHasBeenSilentForFarLongerThanItsEpochsTake() {
        List<Long> trials = trialsOf(submit(SIX_TRIALS));
        // The first two epochs of each took 6 minutes.
        running(trials.get(0), "10 hours", "9 hours 54 minutes", "9 hours 48 minutes");
        running(trials.get(1), "1 hour 11 minutes", "1 hour 5 minutes", "59 minutes");

        meters.read();

        assertThat(silent()).containsExactly(trials.get(0));
        assertThat(scrape()).containsPattern(
                "flatsweep_trial_silence_seconds\\{trial=\"%d\",worker=\"w\"} 352[89]\\d".formatted(trials.get(0)));
    }

    @Test
    void shouldGiveATrialOfShortEpochsHalfAnHourToBeHeardOf() {
        List<Long> trials = trialsOf(submit(SIX_TRIALS));
        running(trials.get(0), "29 minutes 2 seconds", "29 minutes 1 second");
        running(trials.get(1), "31 minutes 2 seconds", "31 minutes 1 second");

        meters.read();

        assertThat(silent()).containsExactly(trials.get(1));
    }

    @Test
    void shouldTakeAFirstEpochForAnHoursLength() {
        List<Long> trials = trialsOf(submit(SIX_TRIALS));
        running(trials.get(0), "9 hours");
        running(trials.get(1), "11 hours");

        meters.read();

        assertThat(silent()).containsExactly(trials.get(1));
    }

    @Test
    void shouldForgetASilentTrialOnceItIsHeardOf() {
        long trial = trialsOf(submit(SIX_TRIALS)).get(0);
        running(trial, "2 hours", "1 hour 59 minutes");
        meters.read();
        assertThat(silent()).containsExactly(trial);

        epoch(trial, 2, "0 seconds");
        meters.read();

        assertThat(silent()).isEmpty();
    }

    /** With the ages of the attempt and of the epochs that it has done. */
    private void running(long trial, String age, String... epochs) {
        worker("w").claim(trial, 30);
        jdbc.sql("update attempt set started_at = now() - :age::interval where trial_id = :trial")
                .param("age", age).param("trial", trial).update();
        for (int i = 0; i < epochs.length; i++) {
            epoch(trial, i + 1, epochs[i]);
        }
    }

    private void epoch(long trial, int epoch, String age) {
        jdbc.sql("""
                        with held as (
                            update trial set epoch = :epoch where id = :trial returning id, attempt)
                        insert into metric (trial_id, attempt, name, epoch, value, recorded_at)
                        select id, attempt, 'train_loss', :epoch, 1, now() - :age::interval from held""")
                .param("epoch", epoch).param("trial", trial).param("age", age).update();
    }

    private List<Long> silent() {
        return Pattern.compile("flatsweep_trial_silence_seconds\\{trial=\"(\\d+)\"").matcher(scrape()).results()
                .map(trial -> Long.valueOf(trial.group(1)))
                .toList();
    }

    private String scrape() {
        return http.get().uri("/actuator/prometheus").exchange()
                .expectStatus().isOk()
                .returnResult(String.class)
                .getResponseBody();
    }
}
