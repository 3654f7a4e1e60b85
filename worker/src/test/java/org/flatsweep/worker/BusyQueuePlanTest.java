package org.flatsweep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.flatsweep.database.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What claims touch where most trials wait and a fifth of them run: of the share that waits and the share that has begun,
 * each by itself, the planner makes thousands that do both, though there is none.
 */
class BusyQueuePlanTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static QueueRows rows;
    private static TrialQueue queue;

    @BeforeAll
    static void fill() {
        rows = new QueueRows(DATABASE);
        queue = new TrialQueue(rows.asWorker());
        for (int i = 0; i < 4; i++) {
            long sweep = rows.sweep(3);
            rows.trials(sweep, 0, 12_000, "PENDING");
            rows.trials(sweep, 12_000, 3_000, "RUNNING");
        }
        rows.database().sql("vacuum analyze trial").update();
    }

    @AfterAll
    static void disconnect() {
        rows.close();
    }

    @Test
    void aClaimReadsFewTrials() {
        Capabilities cpu = new Capabilities(Set.of("digits", "cifar10"), Optional.empty());
        // More than once, as a plan for all arguments may follow those for each.
        for (int i = 0; i < 10; i++) {
            assertThat(rows.trialsRead(() -> assertThat(queue.claim("w", cpu, Duration.ofSeconds(30))).isPresent()))
                    .isLessThan(50);
        }
    }

    @Test
    void theUpkeepOfSweepsScansNoTable() {
        assertThat(rows.count("seq_scan", () -> rows.database().sql("select tend_sweeps()").query(row -> {}))).isZero();
    }
}
