package org.flatsweep.api.worker;

import java.util.Map;
import org.flatsweep.api.ApiTest;
import org.junit.jupiter.api.Test;

class WorkerListTest extends ApiTest {

    @Test
    void shouldTellTheLivingFromTheDeadAndWhatTheyTrain() {
        jdbc.sql("""
                insert into worker (id, hostname, device, last_seen_at, stopped_at) values
                    ('busy', 'h', 'cpu, 2 threads', now(), null),
                    ('stopped', 'h', 'cpu, 2 threads', now(), now()),
                    ('lost', 'h', 'cpu, 2 threads', now() - interval '31 seconds', null),
                    ('forgotten', 'h', 'cpu, 2 threads', now() - interval '2 days', null)""").update();
        submit(SIX_TRIALS);
        worker("busy").claim(2, 30);
        worker("busy").claim(1, 30);
        http.get().uri("/api/v1/workers").exchange().expectBody()
                .jsonPath("$.workers[*].id").value(Object.class, list("busy", "lost", "stopped"))
                .jsonPath("$.workers[*].alive").value(Object.class, list(true, false, false))
                .jsonPath("$.workers[0].trial_ids").value(Object.class, list(1, 2))
                .jsonPath("$.workers[1].trial_ids").isEmpty()
                .jsonPath("$.workers[0].device").isEqualTo("cpu, 2 threads");
    }

    @Test
    void shouldListThemPageByPage() {
        jdbc.sql("insert into worker (id, hostname, device) values ('c', 'h', 'cpu'), ('a', 'h', 'cpu'), ('b', 'h', 'cpu')")
                .update();
        http.get().uri("/api/v1/workers?limit=2").exchange().expectBody()
                .jsonPath("$.workers[*].id").value(Object.class, list("a", "b"))
                .jsonPath("$.next").isEqualTo("b");
        http.get().uri("/api/v1/workers?limit=2&after=b").exchange().expectBody()
                .jsonPath("$.workers[*].id").value(Object.class, list("c"))
                .jsonPath("$.next").isEqualTo(null);
    }

    @Test
    void shouldShowWhatAWorkerMeasuredOfItself() {
        jdbc.sql("""
                insert into worker (id, hostname, device, meters) values
                    ('a', 'h', 'cuda:0', '{"images_per_second": 310.5, "gpu_memory_used_bytes": 5e9,
                                           "gpu_memory_bytes": 85899345920, "gpu_utilization": 0.93}'),
                    ('b', 'h', 'cpu, 2 threads', '{"images_per_second": 0.0, "claims": 3}')""").update();
        http.get().uri("/api/v1/workers").exchange().expectBody()
                .jsonPath("$.workers[0].images_per_second").isEqualTo(310.5)
                .jsonPath("$.workers[0].gpu_memory_used_bytes").isEqualTo(5_000_000_000L)
                .jsonPath("$.workers[0].gpu_memory_bytes").isEqualTo(85_899_345_920L)
                .jsonPath("$.workers[0].gpu_utilization").isEqualTo(0.93)
                .jsonPath("$.workers[1].images_per_second").isEqualTo(null)
                .jsonPath("$.workers[1].gpu_memory_bytes").isEqualTo(null)
                .jsonPath("$.workers[1].gpu_utilization").isEqualTo(null);
    }

    @Test
    void shouldShowHowFarEachTrialInTrainingIsAndSinceWhen() {
        jdbc.sql("insert into worker (id, hostname, device) values ('w', 'h', 'cpu'), ('x', 'h', 'cpu')").update();
        submit(SIX_TRIALS);
        worker("x").claim(3, 30);
        worker("x").fail(3, "ERROR", "lost");
        worker("w").claim(3, 30);
        worker("w").completeEpoch(3, 2, Map.of("lr", 0.1));
        jdbc.sql("update attempt set started_at = '2026-11-25T12:00:00Z' where attempt = 2").update();

        http.get().uri("/api/v1/workers").exchange().expectBody()
                .jsonPath("$.workers[0].id").isEqualTo("w")
                .jsonPath("$.workers[0].training.length()").isEqualTo(1)
                .jsonPath("$.workers[0].training[0].trial_id").isEqualTo(3)
                .jsonPath("$.workers[0].training[0].sweep_id").isEqualTo(1)
                .jsonPath("$.workers[0].training[0].number").isEqualTo(2)
                .jsonPath("$.workers[0].training[0].attempt").isEqualTo(2)
                .jsonPath("$.workers[0].training[0].epoch").isEqualTo(2)
                .jsonPath("$.workers[0].training[0].epochs").isEqualTo(3)
                .jsonPath("$.workers[0].training[0].since").isEqualTo("2026-11-25T12:00:00Z")
                .jsonPath("$.workers[1].training").isEmpty();
    }
}
