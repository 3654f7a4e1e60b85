package org.flatsweep.api.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
                .jsonPath("$.workers[*].id").value(Object.class, list("busy", "stopped", "lost"))
                .jsonPath("$.workers[*].alive").value(Object.class, list(true, false, false))
                .jsonPath("$.workers[0].trial_ids").value(Object.class, list(1, 2))
                .jsonPath("$.workers[1].trial_ids").isEmpty()
                .jsonPath("$.workers[0].device").isEqualTo("cpu, 2 threads");
    }
}
