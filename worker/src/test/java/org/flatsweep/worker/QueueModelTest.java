package org.flatsweep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.flatsweep.database.TestDatabase;
import org.flatsweep.domain.AttemptEnd;
import org.flatsweep.training.Checkpoint;
import org.flatsweep.training.TrialResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random moves of workers, dead and alive, of the reaper and of people, one after the other, on the real queue and on a
 * model of it a page long. After each move both say the same of every trial.
 */
class QueueModelTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final int TRIALS = 5;
    private static final int MOVES = 400;
    private static final int MAX_ATTEMPTS = 3;
    private static final Duration LEASE = Duration.ofHours(1);
    private static final Capabilities CPU = new Capabilities(Set.of("digits"), Optional.empty());

    private static QueueRows rows;
    private static TrialQueue queue;

    /** Where the model has a trial. */
    private static final class Model {

        String state = "PENDING";
        int attempt;
        int failures;
        boolean paused;
        /** Completed epochs of the curve, and those in the newest checkpoint. */
        int epoch;
        int saved;
        int results;

        boolean holds(int fence) {
            return state.equals("RUNNING") && attempt == fence;
        }

        void fail(boolean retryable) {
            failures++;
            state = retryable && failures < MAX_ATTEMPTS ? "PENDING" : "FAILED";
        }

        String row() {
            return "%s attempt %d failures %d paused %s epoch %d saved %d results %d"
                    .formatted(state, attempt, failures, paused, epoch, saved, results);
        }
    }

    private final Map<Long, Model> model = new TreeMap<>();
    /** Every fence that was ever given out: most are stale. */
    private final List<Fence> fences = new ArrayList<>();
    private Random random;

    @BeforeAll
    static void connect() {
        rows = new QueueRows(DATABASE);
        queue = new TrialQueue(rows.asWorker());
    }

    @AfterAll
    static void disconnect() {
        rows.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyOrderOfMovesEndsWhereTheModelDoes(long seed) {
        random = new Random(seed);
        rows.clear();
        long sweep = rows.sweep(MAX_ATTEMPTS);
        for (int number = 0; number < TRIALS; number++) {
            model.put(rows.trial(sweep, number), new Model());
        }
        List<String> moves = new ArrayList<>();
        for (int i = 0; i < MOVES; i++) {
            moves.add(move());
            assertThat(queued())
                    .as("seed %d, after %s", seed, moves.subList(Math.max(0, moves.size() - 12), moves.size()))
                    .isEqualTo(expected());
        }
        assertThat(moves.stream().map(move -> move.split(" ")[0]).distinct()).hasSize(11);
    }

    private String move() {
        int kind = random.nextInt(14);
        if (kind < 4) {
            return claim();
        }
        if (kind < 11 && !fences.isEmpty()) {
            // Fresh ones more often, as the others are told the same again and again.
            int age = (int) (random.nextDouble() * random.nextDouble() * fences.size());
            return work(fences.get(fences.size() - 1 - age));
        }
        return order();
    }

    private String claim() {
        Optional<ClaimedTrial> claimed = queue.claim("w", CPU, LEASE);
        boolean claimable = model.values().stream().anyMatch(trial -> trial.state.equals("PENDING") && !trial.paused);
        assertThat(claimed.isPresent()).isEqualTo(claimable);
        claimed.ifPresent(trial -> {
            Model chosen = model.get(trial.fence().trialId());
            assertThat(chosen.state).isEqualTo("PENDING");
            assertThat(chosen.paused).isFalse();
            chosen.state = "RUNNING";
            chosen.attempt++;
            chosen.epoch = chosen.saved;
            assertThat(trial.fence().attempt()).isEqualTo(chosen.attempt);
            fences.add(trial.fence());
        });
        return "claim " + claimed;
    }

    private String work(Fence fence) {
        Model trial = model.get(fence.trialId());
        boolean held = trial.holds(fence.attempt());
        switch (random.nextInt(6)) {
            case 0 -> {
                boolean renewed = succeeds(() -> assertThat(queue.renew(fence, LEASE))
                        .isEqualTo(trial.paused ? Order.PAUSE : Order.GO_ON));
                assertThat(renewed).isEqualTo(held);
                return "renew " + fence;
            }
            case 1, 2 -> {
                boolean save = random.nextBoolean();
                int epoch = trial.epoch + 1;
                Optional<Checkpoint> checkpoint = save ? Optional.of(checkpoint(epoch)) : Optional.empty();
                assertThat(succeeds(() ->
                        queue.recordEpoch(fence, epoch, Map.of("train_loss", (double) fence.attempt()), checkpoint)))
                        .isEqualTo(held);
                if (held) {
                    trial.epoch = epoch;
                    trial.saved = save ? epoch : trial.saved;
                }
                return "epoch " + fence + save;
            }
            case 3 -> {
                // The answer to a delivery may be lost, so the same attempt may say it again.
                boolean delivered = trial.state.equals("SUCCEEDED") && trial.attempt == fence.attempt();
                assertThat(succeeds(() -> queue.complete(fence, result(fence)))).isEqualTo(held || delivered);
                if (held) {
                    trial.state = "SUCCEEDED";
                    trial.results++;
                    trial.saved = 0;
                }
                return "complete " + fence;
            }
            case 4 -> {
                AttemptEnd end = random.nextBoolean() ? AttemptEnd.DIVERGED : AttemptEnd.OUT_OF_MEMORY;
                assertThat(succeeds(() -> queue.fail(fence, end, "model"))).isEqualTo(held);
                if (held) {
                    trial.fail(end.retryable());
                }
                return "fail " + fence + end;
            }
            default -> {
                assertThat(succeeds(() -> queue.release(fence, AttemptEnd.DRAINED, Optional.empty()))).isEqualTo(held);
                if (held) {
                    trial.state = "PENDING";
                }
                return "release " + fence;
            }
        }
    }

    /** What others than workers do, to a trial drawn at random. */
    private String order() {
        long id = new ArrayList<>(model.keySet()).get(random.nextInt(TRIALS));
        Model trial = model.get(id);
        switch (random.nextInt(6)) {
            case 0, 1 -> {
                rows.expire(id);
                if (trial.state.equals("RUNNING")) {
                    trial.fail(true);
                }
                return "expire " + id;
            }
            case 2 -> {
                if (Set.of("PENDING", "RUNNING").contains(trial.state)) {
                    rows.database().sql("""
                            update trial set state = 'CANCELLED', finished_at = now(), worker_id = null, lease_until = null
                            where id = ? and state in ('PENDING', 'RUNNING')""").param(id).update();
                    trial.state = "CANCELLED";
                }
                return "cancel " + id;
            }
            case 3 -> {
                rows.database().sql("""
                        update trial set state = 'PENDING', failures = 0, available_at = now(), finished_at = null,
                                         paused_at = null
                        where id = ? and state in ('FAILED', 'CANCELLED')""").param(id).update();
                rows.database().sql("update sweep set open = true, claim_from = default").update();
                if (Set.of("FAILED", "CANCELLED").contains(trial.state)) {
                    trial.state = "PENDING";
                    trial.failures = 0;
                    trial.paused = false;
                }
                return "retry " + id;
            }
            case 4 -> {
                boolean pause = !trial.paused;
                rows.database().sql("update trial set paused_at = case when ? then now() end where id = ?")
                        .params(pause, id).update();
                rows.database().sql("update sweep set open = true, claim_from = default").update();
                trial.paused = pause;
                return "pause " + id;
            }
            default -> {
                rows.database().sql("select tend_sweeps()").query(row -> {});
                return "tend";
            }
        }
    }

    private static Checkpoint checkpoint(int epoch) {
        return new Checkpoint(epoch, 0, Path.of("/checkpoint"), "sha", 1);
    }

    private static TrialResult result(Fence fence) {
        return new TrialResult(fence.attempt(), 0, Optional.of(0.5), 0, Optional.of(0.5), 1, Map.of());
    }

    private static boolean succeeds(Runnable write) {
        try {
            write.run();
            return true;
        } catch (LeaseLostException e) {
            return false;
        }
    }

    private Map<Long, String> expected() {
        return model.entrySet().stream().collect(Collectors.toMap(
                Map.Entry::getKey, trial -> trial.getValue().row(), (a, b) -> a, TreeMap::new));
    }

    /** No back-off here, so that a trial can be claimed as soon as it waits. */
    private static Map<Long, String> queued() {
        rows.database().sql("update trial set available_at = now() where available_at > now()").update();
        Map<Long, String> queued = new TreeMap<>();
        rows.database().sql("""
                select t.id, format('%s attempt %s failures %s paused %s epoch %s saved %s results %s', t.state, t.attempt,
                                    t.failures, case when t.paused_at is null then 'false' else 'true' end, t.epoch,
                                    coalesce(c.epoch, 0), count(r.trial_id)) as row
                from trial t left join checkpoint c on c.trial_id = t.id left join result r on r.trial_id = t.id
                group by t.id, c.epoch
                """).query(row -> {
                    queued.put(row.getLong("id"), row.getString("row"));
                });
        return queued;
    }
}
