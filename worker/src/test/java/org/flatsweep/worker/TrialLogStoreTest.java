package org.flatsweep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.flatsweep.database.TestDatabase;
import org.flatsweep.training.TrialResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class TrialLogStoreTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Capabilities CPU = new Capabilities(Set.of("digits"), Optional.empty());

    private static QueueRows rows;
    private static TrialQueue queue;
    private static TrialLogStore logs;

    private long trial;
    private Fence fence;

    @BeforeAll
    static void connect() {
        rows = new QueueRows(DATABASE);
        queue = new TrialQueue(rows.asWorker());
        logs = new TrialLogStore(rows.asWorker());
    }

    @AfterAll
    static void disconnect() {
        rows.close();
    }

    @BeforeEach
    void claimATrial() {
        rows.clear();
        trial = rows.trial(rows.sweep(3), 0);
        fence = queue.claim("alice", CPU, LEASE).orElseThrow().fence();
    }

    private static LogLine line(String message) {
        return new LogLine(Instant.now(), "INFO", message);
    }

    private static List<LogLine> lines(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(n -> line("line " + n)).toList();
    }

    private static List<String> written(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj("1 INFO line %d"::formatted).toList();
    }

    @Test
    void keepsLinesInTheirOrder() {
        assertThat(logs.add(fence, lines(1, 20))).isTrue();
        LogLine error = new LogLine(Instant.now(), "ERROR", "b\n\tat c");
        assertThat(logs.add(fence, List.of(line("line 21"), error))).isTrue();

        assertThat(rows.log(trial)).startsWith(written(1, 21).toArray(String[]::new)).endsWith("1 ERROR b\n\tat c");
    }

    @Test
    void datesLinesByTheDatabasesClockAndTheirAge() {
        logs.add(fence, List.of(new LogLine(Instant.now().minusSeconds(3_600), "INFO", "old"), line("new")));

        assertThat(rows.database().sql("""
                        select extract(epoch from now() - logged_at) from trial_log order by id""")
                .query(Double.class).list()).satisfiesExactly(
                        age -> assertThat(age).isBetween(3_600.0, 3_660.0),
                        age -> assertThat(age).isBetween(0.0, 60.0));
    }

    @Test
    void keepsTheNewestLinesOfAllAttemptsTogether() {
        logs.add(fence, lines(1, TrialLogStore.LINES_KEPT));
        logs.add(fence, lines(1_001, 1_010));
        assertThat(rows.log(trial)).isEqualTo(written(11, 1_010));

        rows.expire(trial);
        Fence second = queue.claim("bob", CPU, LEASE).orElseThrow().fence();
        logs.add(second, lines(1, 1));
        assertThat(rows.log(trial)).hasSize(TrialLogStore.LINES_KEPT)
                .startsWith("1 INFO line 12").endsWith("2 INFO line 1");
    }

    @Test
    void leavesTheLinesOfOtherTrialsAlone() {
        logs.add(fence, lines(1, 1));
        long other = rows.trial(rows.sweep(3), 0);
        Fence theirs = queue.claim("bob", CPU, LEASE).orElseThrow().fence();

        logs.add(theirs, lines(1, TrialLogStore.LINES_KEPT));

        assertThat(rows.log(trial)).isEqualTo(written(1, 1));
        assertThat(rows.log(other)).hasSize(TrialLogStore.LINES_KEPT);
    }

    @Test
    void takesTheLastWordsOfAnAttemptThatHasEnded() {
        queue.complete(fence, new TrialResult(1, 1, Optional.of(0.5), 1, Optional.of(0.5), 1, Map.of()));

        assertThat(logs.add(fence, List.of(line("succeeded")))).isTrue();

        assertThat(rows.log(trial)).containsExactly("1 INFO succeeded");
    }

    @Test
    void takesNothingOnceANewerAttemptHasBegun() {
        logs.add(fence, lines(1, 1));
        rows.expire(trial);
        queue.claim("bob", CPU, LEASE).orElseThrow();
        Map<String, List<String>> before = rows.everything();

        assertThat(logs.add(fence, List.of(line("stale")))).isFalse();

        assertThat(rows.everything()).isEqualTo(before);
    }

    @Test
    void keepsANewerAttemptWaitingUntilItsLinesAreThere() {
        rows.expire(trial);
        TransactionTemplate adding = new TransactionTemplate(new JdbcTransactionManager(rows.workersPool()));
        CompletableFuture<Optional<ClaimedTrial>> claim = adding.execute(status -> {
            logs.add(fence, lines(1, 1));
            var waiting = CompletableFuture.supplyAsync(() -> queue.claim("bob", CPU, LEASE));
            await().until(() -> rows.waitingForLocks() == 1);
            return waiting;
        });

        assertThat(claim.join().orElseThrow().fence()).isEqualTo(new Fence(trial, 2));
    }

    @Test
    void goesWithItsSweep() {
        logs.add(fence, lines(1, 3));

        rows.database().sql("delete from sweep").update();

        assertThat(rows.count("trial_log")).isZero();
    }
}
