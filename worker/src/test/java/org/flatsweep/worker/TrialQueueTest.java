package org.flatsweep.worker;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.flatsweep.database.TestDatabase;
import org.flatsweep.domain.AttemptEnd;
import org.flatsweep.domain.TrialState;
import org.flatsweep.training.Checkpoint;
import org.flatsweep.training.TrialResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrialQueueTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final TrialResult RESULT = new TrialResult(0.1, 0.2, Optional.of(0.95), 0.3, Optional.of(0.94), 12.5,
            Map.of("device", "cpu", "parameters", 78_106));

    private static final Capabilities CPU = new Capabilities(Set.of("digits"), Optional.empty());

    private static QueueRows rows;
    private static TrialQueue queue;

    private long sweep;

    @BeforeAll
    static void connect() {
        rows = new QueueRows(DATABASE);
        queue = new TrialQueue(rows.asWorker());
    }

    @AfterAll
    static void disconnect() {
        rows.close();
    }

    @BeforeEach
    void emptyQueue() {
        rows.clear();
        sweep = rows.sweep(3);
    }

    private ClaimedTrial claim() {
        return claimAs("alice").orElseThrow();
    }

    private Optional<ClaimedTrial> claimAs(String worker) {
        return queue.claim(worker, CPU, LEASE);
    }

    private static void release(Fence fence) {
        queue.release(fence, AttemptEnd.DRAINED, Optional.empty());
    }

    private static Optional<Checkpoint> checkpoint(int epoch) {
        return checkpoint(epoch, 0);
    }

    private static Optional<Checkpoint> checkpoint(int epoch, int step) {
        Path file = Path.of("/checkpoints/epoch-" + epoch);
        return Optional.of(new Checkpoint(epoch, step, file, "sha-" + epoch, 1_000 + epoch));
    }

    private static void tendSweeps() {
        rows.database().sql("select tend_sweeps()").query(row -> {});
    }

    @Nested
    class Claim {

        @Test
        void leasesTheTrialToTheWorkerAndBeginsAnAttempt() {
            long trial = rows.trial(sweep, 0);

            ClaimedTrial claimed = claim();

            assertThat(claimed.fence()).isEqualTo(new Fence(trial, 1));
            assertThat(claimed.checkpoint()).isEqualTo(new ClaimedTrial.Recorded(0, 0, 0));
            assertThat(claimed).hasToString("sweep %d, trial %d (number 0), attempt 1".formatted(sweep, trial));
            assertThat(rows.trial(trial))
                    .containsEntry("state", "RUNNING")
                    .containsEntry("attempt", 1)
                    .containsEntry("worker_id", "alice")
                    .containsEntry("epoch", 0)
                    .containsEntry("failures", 0);
            assertThat(rows.database().sql("""
                            select lease_until = t.started_at + interval '30 s' and a.started_at = t.started_at
                            from trial t join attempt a on a.trial_id = t.id
                            """).query(Boolean.class).single())
                    .isTrue();
            assertThat(rows.attempt(trial, 1))
                    .containsEntry("worker_id", "alice")
                    .containsEntry("resumed_from_epoch", 0)
                    .containsEntry("ended", null);
        }

        @Test
        void letsSweepsTakeTurnsAndTakesTheirTrialsByNumber() {
            long other = rows.sweep(3);
            for (int number = 0; number < 3; number++) {
                rows.trial(sweep, number);
                rows.trial(other, number);
            }

            List<ClaimedTrial> claimed = Stream.generate(() -> claim()).limit(6).toList();

            assertThat(claimed.stream().map(ClaimedTrial::sweepId).distinct()).hasSize(2);
            for (int i = 1; i < 6; i++) {
                assertThat(claimed.get(i).sweepId()).isNotEqualTo(claimed.get(i - 1).sweepId());
            }
            assertThat(claimed.stream().filter(trial -> trial.sweepId() == sweep).map(ClaimedTrial::number))
                    .containsExactly(0, 1, 2);
            assertThat(claimAs("alice")).isEmpty();
        }

        @Test
        void sharesTheTurnsOfSweepsThatHaveNothingToGiveEvenlyAmongTheOthers() {
            rows.trials(rows.sweep(3), 0, 1, "RUNNING");
            rows.trials(rows.sweep(3), 0, 1, "RUNNING");
            long other = rows.sweep(3);
            rows.trials(sweep, 0, 20, "PENDING");
            rows.trials(other, 0, 20, "PENDING");

            assertThat(Stream.generate(() -> claim()).limit(16).collect(groupingBy(ClaimedTrial::sweepId, counting())))
                    .containsOnly(entry(sweep, 8L), entry(other, 8L));
        }

        @Test
        void servesTheHighestPriorityFirst() {
            long urgent = rows.sweep(3);
            long idle = rows.sweep(3);
            rows.trial(sweep, 0);
            rows.trial(urgent, 0);
            rows.trial(urgent, 1);
            rows.trial(idle, 0);
            rows.database().sql("update sweep set priority = 7 where id = ?").param(urgent).update();
            rows.database().sql("update sweep set priority = -7 where id = ?").param(idle).update();
            rows.database().sql("update trial set priority = 1 where sweep_id = ? and number = 1").param(urgent).update();

            assertThat(Stream.generate(() -> claim()).limit(4).map(trial -> trial.sweepId() + ":" + trial.number()))
                    .containsExactly(urgent + ":1", urgent + ":0", sweep + ":0", idle + ":0");
        }

        @Test
        void takesTrialsThatBeganBeforeBeforeOthers() {
            rows.trial(sweep, 0);
            long begun = rows.trial(sweep, 1);
            rows.database().sql("update trial set attempt = 1 where id = ?").param(begun).update();

            assertThat(claim().fence()).isEqualTo(new Fence(begun, 2));
        }

        @Test
        void exceedsTheLimitOfASweepNeverAtATimeHoweverManyAsk() throws Exception {
            int limit = 3;
            rows.database().sql("update sweep set max_parallel = ?").param(limit).update();
            for (int number = 0; number < 60; number++) {
                rows.trial(sweep, number);
            }
            var mostAtATime = new AtomicInteger();
            inParallel(8, worker -> {
                while (rows.count("trial where state = 'PENDING'") > 0) {
                    claimAs(worker).ifPresent(trial -> {
                        int running = (int) rows.count("trial where state = 'RUNNING'");
                        mostAtATime.accumulateAndGet(running, Math::max);
                        queue.complete(trial.fence(), RESULT);
                    });
                }
            });

            assertThat(mostAtATime).hasValueBetween(1, limit);
        }

        @Test
        void leavesTrialsOfASweepAtItsLimitAndServesOthers() {
            long other = rows.sweep(3);
            rows.database().sql("update sweep set max_parallel = 1, priority = 1 where id = ?").param(sweep).update();
            rows.trial(sweep, 0);
            rows.trial(sweep, 1);
            rows.trial(other, 0);

            assertThat(claim().sweepId()).isEqualTo(sweep);
            String locker = locker(sweep);
            assertThat(claim().sweepId()).isEqualTo(other);
            assertThat(claimAs("alice")).isEmpty();
            assertThat(locker(sweep)).as("a claim that finds no room writes nothing").isEqualTo(locker);
        }

        /** The last transaction that locked or changed its row. */
        private String locker(long sweep) {
            return rows.database().sql("select xmax::text from sweep where id = ?").param(sweep).query(String.class)
                    .single();
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', nullValues = "none", value = {
            "none | none | true", "none | 8 | true", "0 | none | false", "0 | 8 | true", "8 | 8 | true", "9 | 8 | false"})
        void leavesTrialsThatNeedMoreOfAGpu(Long needed, Long available, boolean served) {
            rows.trial(sweep, 0);
            rows.database().sql("update sweep set gpu_bytes = ?::bigint").param(needed).update();

            assertThat(queue.claim("alice", new Capabilities(Set.of("digits"), Optional.ofNullable(available)), LEASE)
                    .isPresent()).isEqualTo(served);
        }

        @ParameterizedTest
        @ValueSource(strings = {"sweep", "trial"})
        void leavesWhatIsPaused(String what) {
            rows.trial(sweep, 0);
            rows.database().sql("update %s set paused_at = now()".formatted(what)).update();
            assertThat(claimAs("alice")).isEmpty();

            rows.database().sql("update %s set paused_at = null".formatted(what)).update();
            assertThat(claimAs("alice")).isPresent();
        }

        @Test
        void findsAllTrialsThatWaitAfterSweepsWereTended() {
            for (int number = 0; number < 4; number++) {
                rows.trial(sweep, number);
            }
            release(claim().fence());
            queue.complete(claim().fence(), RESULT);
            Fence held = claim().fence();
            tendSweeps();
            assertThat(rows.database().sql("select claim_from from sweep").query(Long.class).single()).isEqualTo(2);
            queue.fail(held, AttemptEnd.ERROR, "again");
            tendSweeps();

            assertThat(Stream.generate(() -> claim()).limit(3).map(ClaimedTrial::number)).containsExactly(1, 2, 3);
        }

        @Test
        void asksNothingOfSweepsWhoseTrialsAreAllFinal() {
            rows.trial(sweep, 0);
            Fence fence = claim().fence();
            tendSweeps();
            assertThat(rows.count("sweep where open")).isEqualTo(1);

            queue.complete(fence, RESULT);
            tendSweeps();
            assertThat(rows.count("sweep where open")).isZero();
        }

        @Test
        void leavesTrialsOnDatasetsThatThisMachineLacks() {
            rows.trial(sweep, 0);

            assertThat(queue.claim("alice", new Capabilities(Set.of("cifar10"), Optional.empty()), LEASE)).isEmpty();
            assertThat(queue.claim("alice", new Capabilities(Set.of(), Optional.empty()), LEASE)).isEmpty();
            assertThat(queue.claim("alice", new Capabilities(Set.of("cifar10", "digits"), Optional.empty()), LEASE)).isPresent();
        }

        @Test
        void leavesTrialsWhoseBackOffIsNotOver() {
            long trial = rows.trial(sweep, 0);
            rows.database().sql("update trial set available_at = now() + interval '1 minute'").update();
            assertThat(claimAs("alice")).isEmpty();

            rows.database().sql("update trial set available_at = now()").update();
            assertThat(claim().fence().trialId()).isEqualTo(trial);
        }

        @Test
        void leavesTrialsOfCancelledSweeps() {
            rows.trial(sweep, 0);
            rows.database().sql("update sweep set cancelled_at = now()").update();

            assertThat(claimAs("alice")).isEmpty();
        }

        @ParameterizedTest
        @EnumSource(value = TrialState.class, mode = EnumSource.Mode.EXCLUDE, names = {"PENDING", "RUNNING"})
        void leavesTrialsThatHaveEnded(TrialState state) {
            rows.trial(sweep, 0);
            rows.database().sql("update trial set state = ?, finished_at = now()").param(state.name()).update();

            assertThat(claimAs("alice")).isEmpty();
        }

        @Test
        void expectsToResumeFromTheNewestCheckpointAndKeepsTheFirstStartingTime() {
            long trial = rows.trial(sweep, 0);
            ClaimedTrial first = claim();
            queue.recordEpoch(first.fence(), 1, Map.of("train_loss", 1.0), checkpoint(1));
            queue.recordEpoch(first.fence(), 2, Map.of("train_loss", 0.5), Optional.empty());
            release(first.fence());
            Object startedAt = rows.trial(trial).get("started_at");

            ClaimedTrial second = claim();

            assertThat(second.checkpoint()).isEqualTo(new ClaimedTrial.Recorded(1, 1, 0));
            assertThat(rows.trial(trial))
                    .containsEntry("epoch", 1)
                    .containsEntry("attempt", 2)
                    .containsEntry("started_at", startedAt);
            assertThat(rows.attempt(trial, 2)).containsEntry("resumed_from_epoch", 1);
            assertThat(rows.curve(trial, "train_loss")).containsExactly("1:1");
        }

        @Test
        void neverGivesOneTrialToTwoWorkers() throws Exception {
            int trials = 200;
            int workers = 8;
            for (int number = 0; number < trials; number++) {
                rows.trial(sweep, number);
            }
            var claimed = new ConcurrentLinkedQueue<Fence>();
            inParallel(workers, worker -> {
                for (var trial = claimAs(worker); trial.isPresent(); trial = claimAs(worker)) {
                    claimed.add(trial.get().fence());
                }
            });

            assertThat(claimed).hasSize(trials).doesNotHaveDuplicates();
            assertThat(rows.count("attempt")).isEqualTo(trials);
        }

        private static void inParallel(int workers, Consumer<String> work) throws Exception {
            var threads = Executors.newFixedThreadPool(workers);
            try {
                List<Future<?>> running = new ArrayList<>();
                for (int i = 0; i < workers; i++) {
                    String worker = "worker-" + i;
                    running.add(threads.submit(() -> work.accept(worker)));
                }
                for (Future<?> worker : running) {
                    worker.get();
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Nested
    class Renew {

        @Test
        void extendsTheLeaseFromNow() {
            long trial = rows.trial(sweep, 0);
            Fence fence = claim().fence();

            Instant before = rows.now();
            queue.renew(fence, Duration.ofMinutes(5));

            assertThat(leaseUntil(trial)).isBetween(before.plusSeconds(300), rows.now().plusSeconds(300));
        }

        @Test
        void revivesALeaseThatRanOutBeforeAnyoneTookTheTrialAway() {
            long trial = rows.trial(sweep, 0);
            Fence fence = claim().fence();
            rows.database().sql("update trial set lease_until = now() - interval '1 hour'").update();

            Instant before = rows.now();
            queue.renew(fence, LEASE);

            assertThat(leaseUntil(trial)).isAfterOrEqualTo(before.plus(LEASE));
        }

        @Test
        void bringsTheOrderToPauseOfTheTrialOrItsSweep() {
            rows.trial(sweep, 0);
            Fence fence = claim().fence();
            assertThat(queue.renew(fence, LEASE)).isEqualTo(Order.GO_ON);

            rows.database().sql("update trial set paused_at = now()").update();
            assertThat(queue.renew(fence, LEASE)).isEqualTo(Order.PAUSE);
            rows.database().sql("update trial set paused_at = null").update();
            rows.database().sql("update sweep set paused_at = now()").update();
            assertThat(queue.renew(fence, LEASE)).isEqualTo(Order.PAUSE);
        }

        @Test
        void isNoChangeThatAnyoneIsToldOf() {
            long trial = rows.trial(sweep, 0);
            Fence fence = claim().fence();
            long changes = rows.count("change");

            queue.renew(fence, LEASE);
            assertThat(rows.count("change")).isEqualTo(changes);

            queue.recordEpoch(fence, 1, Map.of("train_loss", 1.0), Optional.empty());
            assertThat(rows.count("change where trial_id = " + trial)).isEqualTo(2);
        }
    }

    @Nested
    class Resume {

        @Test
        void beginsTheCurveAfterTheEpochItResumedFrom() {
            long trial = rows.trial(sweep, 0);
            Fence first = claim().fence();
            for (int epoch = 1; epoch <= 3; epoch++) {
                queue.recordEpoch(first, epoch, Map.of("train_loss", 1.0 / epoch), checkpoint(epoch));
            }
            rows.expire(trial);

            Fence second = claim().fence();
            queue.resume(second, 2, 0);
            queue.recordEpoch(second, 3, Map.of("train_loss", 0.3), checkpoint(3));

            assertThat(rows.curve(trial, "train_loss")).containsExactly("1:1", "2:1", "3:2");
            assertThat(rows.attempt(trial, 2)).containsEntry("resumed_from_epoch", 2);
        }

        @Test
        void fromScratchForgetsTheCheckpointThatThisWorkerCouldNotRead() {
            long trial = rows.trial(sweep, 0);
            Fence first = claim().fence();
            queue.recordEpoch(first, 1, Map.of("train_loss", 1.0), checkpoint(1));
            rows.expire(trial);

            queue.resume(claim().fence(), 0, 0);

            assertThat(rows.count("checkpoint")).isZero();
            assertThat(rows.trial(trial)).containsEntry("epoch", 0);
            assertThat(rows.curve(trial, "train_loss")).isEmpty();
        }

        @Test
        void keepsTheCheckpointItResumedFrom() {
            long trial = rows.trial(sweep, 0);
            Fence first = claim().fence();
            queue.recordEpoch(first, 1, Map.of("train_loss", 1.0), checkpoint(1));
            rows.expire(trial);

            queue.resume(claim().fence(), 1, 0);

            assertThat(rows.count("checkpoint")).isEqualTo(1);
            assertThat(rows.trial(trial)).containsEntry("epoch", 1);
        }
    }

    @Nested
    class RecordEpoch {

        @Test
        void storesMetricsProgressAndCheckpointTogether() {
            long trial = rows.trial(sweep, 0);
            Fence fence = claim().fence();

            queue.recordEpoch(fence, 1, Map.of("train_loss", 2.5, "lr", 0.1), checkpoint(1));
            queue.recordEpoch(fence, 2, Map.of("train_loss", 1.5, "lr", 0.1), checkpoint(2));

            assertThat(rows.trial(trial)).containsEntry("epoch", 2);
            assertThat(rows.curve(trial, "train_loss")).containsExactly("1:1", "2:1");
            assertThat(rows.curve(trial, "lr")).containsExactly("1:1", "2:1");
            assertThat(rows.database().sql("select * from checkpoint").query().singleRow())
                    .containsEntry("trial_id", trial)
                    .containsEntry("attempt", 1)
                    .containsEntry("epoch", 2)
                    .containsEntry("location", "/checkpoints/epoch-2")
                    .containsEntry("sha256", "sha-2")
                    .containsEntry("bytes", 1_002L);
        }

        @Test
        void changesNothingWhenRepeated() {
            rows.trial(sweep, 0);
            Fence fence = claim().fence();
            queue.recordEpoch(fence, 1, Map.of("train_loss", 2.5), Optional.empty());
            List<String> metrics = rows.everything().get("metric");

            queue.recordEpoch(fence, 1, Map.of("train_loss", 2.5), Optional.empty());

            assertThat(rows.everything().get("metric")).isEqualTo(metrics).hasSize(1);
        }

        @Test
        void keepsTheLastCheckpointInAnEpochWithoutOne() {
            rows.trial(sweep, 0);
            Fence fence = claim().fence();
            queue.recordEpoch(fence, 1, Map.of("train_loss", 2.5), checkpoint(1));

            queue.recordEpoch(fence, 2, Map.of("train_loss", 1.5), Optional.empty());

            assertThat(rows.database().sql("select epoch from checkpoint").query(Integer.class).single()).isEqualTo(1);
        }

        @ParameterizedTest
        @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
        void storesNothingWithAMetricThatIsNoNumber(double value) {
            rows.trial(sweep, 0);
            Fence fence = claim().fence();
            var before = rows.everything();

            assertThatThrownBy(() ->
                            queue.recordEpoch(fence, 1, Map.of("lr", 0.1, "train_loss", value), checkpoint(1)))
                    .hasMessageContaining("metric");

            assertThat(rows.everything()).isEqualTo(before);
        }
    }

    @Nested
    class Complete {

        @Test
        void deliversTheResultAndEndsTrialAndAttempt() {
            long trial = rows.trial(sweep, 0);
            Fence fence = claim().fence();
            queue.recordEpoch(fence, 1, Map.of("train_loss", 1.0), checkpoint(1));

            queue.complete(fence, RESULT);

            assertThat(rows.trial(trial))
                    .containsEntry("state", "SUCCEEDED")
                    .containsEntry("worker_id", null)
                    .containsEntry("lease_until", null);
            assertThat(rows.trial(trial).get("finished_at")).isNotNull();
            assertThat(rows.attempt(trial, 1)).containsEntry("ended", "SUCCEEDED").containsEntry("message", null);
            assertThat(rows.count("checkpoint")).isZero();
            var result = rows.database().sql("""
                    select *, provenance ->> 'device' as device, (provenance -> 'parameters')::integer as parameters
                    from result
                    """).query().singleRow();
            assertThat(result)
                    .containsEntry("trial_id", trial)
                    .containsEntry("attempt", 1)
                    .containsEntry("train_loss", 0.1)
                    .containsEntry("validation_loss", 0.2)
                    .containsEntry("validation_accuracy", 0.95)
                    .containsEntry("test_loss", 0.3)
                    .containsEntry("test_accuracy", 0.94)
                    .containsEntry("train_seconds", 12.5)
                    .containsEntry("device", "cpu")
                    .containsEntry("parameters", 78_106);
        }

        @Test
        void saysInTheProvenanceWhenTheTrialBeganAndEndedByTheDatabasesClock() {
            long trial = rows.trial(sweep, 0);
            queue.release(claim().fence(), AttemptEnd.DRAINED, Optional.empty());
            queue.complete(claim().fence(), RESULT);

            var times = rows.database().sql("""
                    select provenance ->> 'started_at' like '____-__-__T__:__:__.______Z' as is_utc,
                           (provenance ->> 'started_at')::timestamptz = t.started_at as started,
                           (provenance ->> 'ended_at')::timestamptz = t.finished_at as ended
                    from result join trial t on t.id = trial_id
                    where trial_id = ?
                    """).param(trial).query().singleRow();
            assertThat(times).containsEntry("is_utc", true).containsEntry("started", true).containsEntry("ended", true);
        }

        @Test
        void deliversAResultWithoutAccuraciesWhereThereAreNoClasses() {
            rows.trial(sweep, 0);

            queue.complete(claim().fence(),
                    new TrialResult(110, 112.5, Optional.empty(), 113.5, Optional.empty(), 12.5, Map.of()));

            assertThat(rows.database().sql("select * from result").query().singleRow())
                    .containsEntry("validation_loss", 112.5)
                    .containsEntry("validation_accuracy", null)
                    .containsEntry("test_loss", 113.5)
                    .containsEntry("test_accuracy", null);
        }

        @Test
        void succeedsWithoutASecondResultWhenItsFirstAnswerWasLost() {
            rows.trial(sweep, 0);
            Fence fence = claim().fence();
            queue.complete(fence, RESULT);
            var before = rows.everything();

            queue.complete(fence, RESULT);

            assertThat(rows.everything()).isEqualTo(before);
        }

        @Test
        void changesNothingWhenTheResultIsImpossible() {
            rows.trial(sweep, 0);
            Fence fence = claim().fence();
            var before = rows.everything();

            TrialResult impossible = new TrialResult(0, 0, Optional.of(1.5), 0, Optional.of(0.9), 1, Map.of());
            assertThatThrownBy(() -> queue.complete(fence, impossible)).hasMessageContaining("validation_accuracy");

            assertThat(rows.everything()).isEqualTo(before);
        }
    }

    @Nested
    class Fail {

        @ParameterizedTest
        @EnumSource(value = AttemptEnd.class, names = {"DIVERGED", "BAD_CONFIGURATION"})
        void endsTheTrialAtOnceWhenAnotherAttemptWouldFailAlike(AttemptEnd end) {
            long trial = rows.trial(sweep, 0);

            assertThat(queue.fail(claim().fence(), end, "loss is NaN")).isEqualTo(TrialState.FAILED);

            assertThat(rows.trial(trial))
                    .containsEntry("state", "FAILED")
                    .containsEntry("failures", 1)
                    .containsEntry("worker_id", null)
                    .containsEntry("lease_until", null);
            assertThat(rows.trial(trial).get("finished_at")).isNotNull();
            assertThat(rows.attempt(trial, 1))
                    .containsEntry("ended", end.name())
                    .containsEntry("message", "loss is NaN");
            assertThat(rows.attempt(trial, 1).get("ended_at")).isNotNull();
        }

        @ParameterizedTest
        @EnumSource(value = AttemptEnd.class, names = {"OUT_OF_MEMORY", "ERROR", "DATA_MISSING"})
        void queuesTheTrialAgainUntilItsAttemptsAreSpent(AttemptEnd end) {
            long trial = rows.trial(sweep, 0);
            assertThat(queue.fail(claim().fence(), end, "first")).isEqualTo(TrialState.PENDING);
            assertThat(rows.trial(trial)).containsEntry("state", "PENDING").containsEntry("finished_at", null);
            assertThat(queue.fail(claim().fence(), end, "second")).isEqualTo(TrialState.PENDING);
            rows.database().sql("update trial set available_at = now()").update();

            assertThat(queue.fail(claim().fence(), end, "third")).isEqualTo(TrialState.FAILED);

            assertThat(rows.trial(trial)).containsEntry("failures", 3).containsEntry("attempt", 3);
        }

        @ParameterizedTest
        @CsvSource({"0, 0", "1, 10", "2, 30", "3, 70", "6, 600", "98, 600"})
        void backsOffLongerWithEveryFailure(int earlierFailures, int seconds) {
            long trial = rows.trial(rows.sweep(100), 0);
            rows.database().sql("update trial set failures = ?").param(earlierFailures).update();
            Fence fence = claim().fence();

            queue.fail(fence, AttemptEnd.ERROR, "again");

            assertThat(rows.database().sql("""
                            select extract(epoch from t.available_at - a.ended_at)::integer
                            from trial t join attempt a on a.trial_id = t.id where t.id = ?
                            """).param(trial).query(Integer.class).single())
                    .isEqualTo(seconds);
        }
    }

    @Nested
    class Release {

        @Test
        void givesTheTrialBackAtOnceAndAtNoCost() {
            long trial = rows.trial(sweep, 0);

            release(claim().fence());

            assertThat(rows.trial(trial))
                    .containsEntry("state", "PENDING")
                    .containsEntry("failures", 0)
                    .containsEntry("worker_id", null)
                    .containsEntry("lease_until", null);
            assertThat(rows.attempt(trial, 1)).containsEntry("ended", "DRAINED").containsEntry("message", null);
            assertThat(claim().fence()).isEqualTo(new Fence(trial, 2));
        }

        @Test
        void recordsHowFarTheAttemptCameWithinItsEpoch() {
            long trial = rows.trial(sweep, 0);
            Fence first = claim().fence();
            queue.recordEpoch(first, 1, Map.of("train_loss", 1.0), checkpoint(1));

            queue.release(first, AttemptEnd.PAUSED, checkpoint(1, 7));

            assertThat(rows.attempt(trial, 1)).containsEntry("ended", "PAUSED");
            ClaimedTrial second = claim();
            assertThat(second.checkpoint()).isEqualTo(new ClaimedTrial.Recorded(1, 1, 7));
            queue.resume(second.fence(), 1, 0);
            assertThat(rows.count("checkpoint")).isZero();
        }

        @Test
        void costsNothingHoweverOften() {
            long trial = rows.trial(rows.sweep(1), 0);
            for (int i = 0; i < 5; i++) {
                release(claim().fence());
            }

            queue.complete(claim().fence(), RESULT);

            assertThat(rows.trial(trial)).containsEntry("state", "SUCCEEDED").containsEntry("failures", 0);
        }
    }

    @Nested
    class ReleaseAll {

        @Test
        void givesBackWhatAWorkerHasAtNoCostAndLeavesWhatOthersHave() {
            long mine = rows.trial(sweep, 0);
            claim();
            rows.trial(sweep, 1);
            Fence others = claimAs("bob").orElseThrow().fence();

            assertThat(queue.releaseAll("alice")).isEqualTo(1);

            assertThat(rows.trial(mine)).containsEntry("state", "PENDING").containsEntry("failures", 0);
            assertThat(rows.count("attempt where trial_id = %d and ended = 'DRAINED'".formatted(mine))).isEqualTo(1);
            assertThat(queue.renew(others, LEASE)).isEqualTo(Order.GO_ON);
            assertThat(claim().fence()).isEqualTo(new Fence(mine, 2));
        }
    }

    @Nested
    class Crashed {

        @Test
        void givesTheTrialsOfADeadProcessBackAtOnceAndCountsTheFailure() {
            long lost = rows.trial(sweep, 0);
            long other = rows.trial(sweep, 1);
            claimAs("alice");
            claimAs("bob");

            assertThat(queue.crashed("alice", "exit code 139 (SIGSEGV)")).isEqualTo(1);

            assertThat(rows.trial(lost)).containsEntry("state", "PENDING").containsEntry("failures", 1);
            assertThat(rows.attempt(lost, 1))
                    .containsEntry("ended", "CRASHED")
                    .containsEntry("message", "exit code 139 (SIGSEGV)");
            assertThat(rows.trial(other)).containsEntry("state", "RUNNING");
        }
    }

    @TestFactory
    Stream<DynamicTest> aStaleAttemptChangesNotOneRow() {
        return Stream.of("lost to a newer attempt", "queued again", "succeeded", "cancelled").flatMap(fate ->
                writes().entrySet().stream().map(write -> DynamicTest.dynamicTest(write.getKey() + ", " + fate, () -> {
                    emptyQueue();
                    Fence stale = staleFence(fate);
                    var before = rows.everything();

                    assertThatThrownBy(() -> write.getValue().accept(stale))
                            .isInstanceOf(LeaseLostException.class)
                            .hasMessage("attempt 1 no longer holds trial " + stale.trialId());

                    assertThat(rows.everything()).isEqualTo(before);
                })));
    }

    private Map<String, Consumer<Fence>> writes() {
        return Map.of(
                "renew", fence -> queue.renew(fence, LEASE),
                "resume", fence -> queue.resume(fence, 0, 0),
                "recordEpoch", fence -> queue.recordEpoch(fence, 3, Map.of("train_loss", 0.1), checkpoint(3)),
                "complete", fence -> queue.complete(fence, RESULT),
                "fail", fence -> queue.fail(fence, AttemptEnd.DIVERGED, "too late"),
                "release", TrialQueueTest::release);
    }

    /** Attempt 1, after two epochs, of a trial that has since met its fate. */
    private Fence staleFence(String fate) {
        long trial = rows.trial(sweep, 0);
        Fence stale = claim().fence();
        queue.recordEpoch(stale, 1, Map.of("train_loss", 2.0), checkpoint(1));
        queue.recordEpoch(stale, 2, Map.of("train_loss", 1.0), checkpoint(2));
        switch (fate) {
            case "lost to a newer attempt" -> {
                rows.expire(trial);
                queue.resume(claimAs("bob").orElseThrow().fence(), 1, 0);
            }
            case "queued again" -> rows.expire(trial);
            case "succeeded" -> {
                rows.expire(trial);
                queue.complete(claimAs("bob").orElseThrow().fence(), RESULT);
            }
            case "cancelled" -> rows.database().sql("""
                    update trial
                    set state = 'CANCELLED', worker_id = null, lease_until = null, finished_at = now()
                    """).update();
            default -> throw new IllegalArgumentException(fate);
        }
        return stale;
    }

    private static Instant leaseUntil(long trial) {
        return ((Timestamp) rows.trial(trial).get("lease_until")).toInstant();
    }
}
