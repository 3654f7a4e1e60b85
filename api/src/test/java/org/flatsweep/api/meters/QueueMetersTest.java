package org.flatsweep.api.meters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
                values ('w', 'here', 'cpu', '{"claims": 2, "images_per_second": 310.5}')""").update();

        meters.read();

        assertThat(scrape())
                .contains("flatsweep_trials{state=\"pending\"} 4.0")
                .contains("flatsweep_trials{state=\"running\"} 2.0")
                .contains("flatsweep_lease_overdue 1.0")
                .contains("flatsweep_workers 1.0")
                .contains("flatsweep_worker_claims{worker=\"w\"} 2.0")
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

    private String scrape() {
        return http.get().uri("/actuator/prometheus").exchange()
                .expectStatus().isOk()
                .returnResult(String.class)
                .getResponseBody();
    }
}
