package org.flatsweep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flatsweep.database.TestDatabase;
import org.flatsweep.training.TrialResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the queue's statements touch among 1,000,000 trials, of which 1,000 wait. Pages and scans, not seconds. */
class QueuePlanTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final int FINISHED = 999_000;
    private static final int WAITING = 1_000;
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Capabilities CPU = new Capabilities(Set.of("digits", "cifar10"), Optional.empty());

    private static QueueRows rows;
    private static TrialQueue queue;
    private static long pagesAmongFew;

    @BeforeAll
    static void fill() {
        rows = new QueueRows(DATABASE);
        queue = new TrialQueue(rows.asWorker());
        long sweep = rows.sweep(3);
        rows.trials(sweep, 0, WAITING, "PENDING");
        rows.database().sql("vacuum analyze trial").update();
        pagesOfAClaim();
        pagesAmongFew = pagesOfAClaim();

        rows.trials(sweep, WAITING, FINISHED / 2, "SUCCEEDED");
        rows.trials(rows.sweep(3), 0, FINISHED / 2, "SUCCEEDED");
        rows.database().sql("vacuum analyze trial").update();
    }

    @AfterAll
    static void disconnect() {
        rows.close();
    }

    /** The attempt's row included. */
    private static long pagesOfAClaim() {
        return rows.pages("select * from claim_trial('w', '{digits,cifar10}', null, interval '30 s')");
    }

    @Test
    void aClaimCostsNoMoreAmongAMillionTrialsThanAmongAThousand() {
        pagesOfAClaim();
        assertThat(pagesOfAClaim()).isLessThan(2 * pagesAmongFew);
    }

    @Test
    void theMovesOfAWorkerReadFewTrials() {
        assertThat(rows.trialsRead(() -> {
            Fence fence = queue.claim("w", CPU, LEASE).orElseThrow().fence();
            queue.renew(fence, LEASE);
            queue.resume(fence, 0, 0);
            queue.recordEpoch(fence, 1, Map.of("train_loss", 1.0), Optional.empty());
            queue.complete(fence, new TrialResult(
                    1, 1, Optional.of(0.5), 1, Optional.of(0.5), 1, Map.of()));
        })).isLessThan(50);
    }

    @Test
    void neitherTheReaperNorTheUpkeepOfSweepsScansIt() {
        queue.claim("w", CPU, Duration.ofSeconds(-1));
        assertThat(rows.count("seq_scan", () -> {
            rows.database().sql("""
                    select id from trial where state = 'RUNNING' and lease_until < now() for update skip locked""")
                    .query(Long.class).list();
            rows.database().sql("select tend_sweeps()").query(row -> {});
        })).isZero();
    }

    @Test
    void howManyWorkersThereIsWorkForIsCountedNoFurtherThanAsked() {
        assertThat(rows.count("seq_tup_read + idx_tup_fetch", () -> rows.database()
                .sql("select claimable from queue_demand('any', 16)").query(row -> {
                    assertThat(row.getLong(1)).isEqualTo(16);
                }))).isLessThan(50);
    }

    @Test
    void theSummaryOfASweepReadsItsIndexAlone() {
        assertThat(String.join("\n", rows.database().sql("""
                explain select sweep_id, state, count(*) from trial where sweep_id = 1 group by sweep_id, state""")
                .query(String.class).list()))
                .contains("Index Only Scan using trial_by_state")
                .doesNotContain("Seq Scan");
    }

    @Test
    void aHeartbeatWritesNoIndexEntry() {
        Fence fence = queue.claim("w", CPU, LEASE).orElseThrow().fence();
        // Or its page may be full of what other tests left.
        rows.database().sql("vacuum trial").update();
        assertThat(rows.countAsWorker("n_tup_upd", () -> queue.renew(fence, LEASE))).isEqualTo(1);
        assertThat(rows.countAsWorker("n_tup_hot_upd", () -> queue.renew(fence, LEASE))).isEqualTo(1);
    }
}
