package org.flatsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.core.ThrowingRunnable;
import org.flatsweep.cli.LocalCluster.Worker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sweep on real processes that are killed, frozen, cut off and drained and whose database crashes, held against the
 * same sweep left in peace.
 *
 * <p>{@code -Dchaos.faults} is the number of faults; {@code -Dchaos.seed} fixes their kinds, order and distances. What
 * each of them meets is up to the processes, so that no two runs are the same.
 */
class ChaosIT {

    private static final int FAULTS = Integer.getInteger("chaos.faults", 10);
    private static final long SEED = Long.getLong("chaos.seed", new Random().nextInt());

    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;

    private static final int WORKERS = 3;
    private static final int EPOCHS = 4;
    private static final List<String> METHODS = List.of("sgd", "sam", "vsam");
    private static final int SEEDS = 1 + FAULTS / 4;
    private static final int TRIALS = SEEDS * METHODS.size();

    /** In epochs, of which the sweep then has left some for every worker. */
    private static final int LAST_FAULT = (TRIALS - WORKERS) * EPOCHS;

    private static final String DEFINITION = """
            name: chaos
            dataset: {name: digits, resolution: 16}
            model: {name: wrn, depth: 10, width: 1}
            epochs: %d
            batch_size: 64
            max_attempts: 100
            methods: %s
            seeds: %s
            """.formatted(EPOCHS, METHODS, IntStream.range(0, SEEDS).boxed().toList());

    /** The longest back-off of a trial and many times what the sweep takes. */
    private static final Duration PATIENCE = Duration.ofMinutes(10).plusSeconds(30L * FAULTS);

    private enum Fault { KILL, FREEZE, CUT, CRASH_DATABASE, DRAIN }

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path directory;

    private static LocalCluster cluster;
    private static final Set<Worker> FROZEN = new HashSet<>();

    private static List<List<String>> undisturbed;
    /** The attempts that had ended when a frozen worker was about to wake. */
    private static final Set<String> ENDED = new HashSet<>();

    @BeforeAll
    static void runTheSweepInPeaceAndUnderFaults() throws Exception {
        System.out.printf("chaos: %d faults, -Dchaos.seed=%d, files in %s%n", FAULTS, SEED, directory);

        cluster = LocalCluster.start(directory.resolve("undisturbed"));
        cluster.submit(DEFINITION);
        awaitEndOfSweep();
        undisturbed = accounts();
        cluster.close();

        cluster = LocalCluster.start(directory.resolve("disturbed"));
        cluster.submit(DEFINITION);
        disturb(new Random(SEED));
        awaitEndOfSweep();
        for (Worker worker : cluster.workers()) {
            worker.signal("TERM");
        }
        await().atMost(PATIENCE).untilAsserted(() ->
                assertThat(cluster.workers()).as(said("workers that do not end")).isEmpty());
        System.out.println("chaos: attempts "
                + cluster.column("select ended || ' ' || count(*) from attempt group by ended order by ended"));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void everyTrialSucceeds() throws SQLException {
        assertThat(cluster.column("select format('trial %s %s', number, state) from trial")).as(said("states"))
                .hasSize(TRIALS).filteredOn(trial -> !trial.endsWith(" SUCCEEDED")).isEmpty();
        assertThat(cluster.sweep(1).counts()).as(said("trials, by the API"))
                .isEqualTo("%d trials: %d succeeded", TRIALS, TRIALS);
    }

    @Test
    void resultsAndCurvesAreThoseOfTheUndisturbedSweepToTheLastDigit() throws SQLException {
        List<List<String>> disturbed = accounts();
        assertSoftly(softly -> IntStream.range(0, TRIALS).forEach(trial -> softly.assertThat(disturbed.get(trial))
                .as(said("trial %d", trial)).containsExactlyElementsOf(undisturbed.get(trial))));
    }

    @Test
    void everyCurveHasEachEpochOnce() throws SQLException {
        String epochs = String.join(" ", IntStream.rangeClosed(1, EPOCHS).mapToObj(Integer::toString).toList());
        assertThat(cluster.column("""
                select 'trial ' || number || ', ' || name || ': ' || string_agg(m.epoch::text, ' ' order by m.epoch)
                from live_metric m join trial t on t.id = m.trial_id
                group by number, name"""))
                .as(said("curves")).isNotEmpty().filteredOn(curve -> !curve.endsWith(": " + epochs)).isEmpty();
    }

    @Test
    void everyAttemptEndsForACauseThatTheFaultsExplain() throws SQLException {
        assertThat(cluster.column("select distinct coalesce(ended, 'open') from attempt")).as(said("causes"))
                .contains("SUCCEEDED", "LEASE_EXPIRED").isSubsetOf("SUCCEEDED", "LEASE_EXPIRED", "DRAINED");
        assertThat(cluster.column("""
                select number from trial t
                where attempt <> (select count(*) from attempt a where a.trial_id = t.id)
                   or failures <> (select count(*) from attempt a where a.trial_id = t.id and ended = 'LEASE_EXPIRED')
                   or 1 <> (select count(*) from attempt a where a.trial_id = t.id and ended = 'SUCCEEDED')"""))
                .as(said("trials whose counts are not those of their attempts")).isEmpty();
    }

    @Test
    void aWorkerThatWakesAfterItsLeaseChangesNothing() throws SQLException {
        List<String> attempts = endedAttempts();
        assertThat(ENDED).as(said("attempts that had ended and are no longer as they were"))
                .filteredOn(attempt -> !attempts.contains(attempt)).isEmpty();
    }

    @Test
    void noWorkerEndsUnlessItIsToldTo() {
        assertThat(cluster.exitCodesOfWorkers()).as(said("exit codes of workers"))
                .containsOnly(128 + SIGKILL, 128 + SIGTERM);
    }

    private static void disturb(Random random) throws Exception {
        List<Fault> faults = faults(random);
        int[] epochs = random.ints(FAULTS, 0, LAST_FAULT + 1).sorted().toArray();
        for (int i = 0; i < FAULTS; i++) {
            Worker victim = awaitVictim(epochs[i], random);
            System.out.printf("chaos: after %d epochs %s, %s%n", epochs[i], faults.get(i), victim.id());
            switch (faults.get(i)) {
                case KILL -> victim.process().destroyForcibly().waitFor();
                case FREEZE -> {
                    victim.signal("STOP");
                    FROZEN.add(victim);
                }
                case CUT -> cluster.column("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where application_name = '%s'".formatted(victim.id()));
                case CRASH_DATABASE -> cluster.crashDatabase(
                        Duration.ofMillis(random.nextLong(2 * LocalCluster.LEASE.toMillis())));
                case DRAIN -> victim.signal("TERM");
            }
        }
    }

    /** As often each kind as any other, in random order. */
    private static List<Fault> faults(Random random) {
        List<Fault> faults = new ArrayList<>(
                IntStream.range(0, FAULTS).mapToObj(i -> Fault.values()[i % Fault.values().length]).toList());
        Collections.shuffle(faults, random);
        return faults;
    }

    /** One of the workers that train, once {@code epochs} have been recorded: the sweep's progress is the clock. */
    private static Worker awaitVictim(int epochs, Random random) {
        List<Worker> training = new ArrayList<>();
        awaitWithWorkers(() -> {
            assertThat(recordedEpochs()).as(said("epochs, trials without an end: %s", unfinished()))
                    .isGreaterThanOrEqualTo(epochs);
            List<String> holders = cluster.column("select worker_id from trial where state = 'RUNNING'");
            training.addAll(awake().stream().filter(worker -> holders.contains(worker.id())).toList());
            assertThat(training).as(said("workers that train")).isNotEmpty();
        });
        return training.get(random.nextInt(training.size()));
    }

    private static void awaitEndOfSweep() {
        awaitWithWorkers(() -> {
            assertThat(unfinished()).as(said("trials without an end")).isEmpty();
            assertThat(FROZEN).as(said("workers not awake")).isEmpty();
        });
    }

    /** Meanwhile replaces the workers that died or froze, and wakes those whose trial has gone on without them. */
    private static void awaitWithWorkers(ThrowingRunnable assertion) {
        // Every look takes new connections, whose passwords cost the processor time that the workers need.
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(250)).untilAsserted(() -> {
            wakeTheForgotten();
            while (awake().size() < WORKERS) {
                cluster.startWorker();
            }
            assertion.run();
        });
    }

    private static List<Worker> awake() {
        return cluster.workers().stream().filter(worker -> !FROZEN.contains(worker)).toList();
    }

    private static void wakeTheForgotten() throws Exception {
        for (Worker worker : List.copyOf(FROZEN)) {
            boolean forgotten = cluster.column("""
                    select number from attempt a join trial t on t.id = a.trial_id and t.attempt = a.attempt
                    where a.worker_id = '%s' and t.state in ('PENDING', 'RUNNING')""".formatted(worker.id())).isEmpty();
            if (forgotten) {
                ENDED.addAll(endedAttempts());
                worker.signal("CONT");
                FROZEN.remove(worker);
            }
        }
    }

    private static int recordedEpochs() throws SQLException {
        return Integer.parseInt(cluster.column("select count(*) from metric where name = 'train_loss'").get(0));
    }

    private static List<String> unfinished() throws SQLException {
        return cluster.column("""
                select format('trial %s, %s, attempt %s, failures %s, worker %s',
                              number, state, attempt, failures, worker_id)
                from trial where state in ('PENDING', 'RUNNING') order by number""");
    }

    private static List<String> endedAttempts() throws SQLException {
        return cluster.column("""
                select format('trial %s, %s, metrics %s', t.number, to_jsonb(a),
                              (select count(*) from metric m where (m.trial_id, m.attempt) = (a.trial_id, a.attempt)))
                from attempt a join trial t on t.id = a.trial_id
                where ended is not null""");
    }

    /** Of each trial all that training decided. */
    private static List<List<String>> accounts() throws SQLException {
        List<List<String>> accounts = new ArrayList<>();
        for (int trial = 0; trial < TRIALS; trial++) {
            accounts.add(cluster.column("""
                    select 'result ' || (to_jsonb(r) - '{trial_id,attempt,train_seconds,committed_at}'::text[]
                                         #- '{provenance,started_at}' #- '{provenance,ended_at}')::text
                    from result r join trial t on t.id = r.trial_id
                    where number = %1$d
                    union all
                    select name || ' after epoch ' || m.epoch || ' ' || value
                    from live_metric m join trial t on t.id = m.trial_id
                    where number = %1$d and name not in ('images_per_second', 'epoch_seconds')
                    order by 1""".formatted(trial)));
        }
        return accounts;
    }

    private static String said(String what, Object... arguments) {
        return "seed %d, %s".formatted(SEED, what.formatted(arguments));
    }
}
