package org.flatsweep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.QueryTimeoutException;

@ExtendWith(OutputCaptureExtension.class)
class TrialLogTest {

    private static final Logger LOG = LoggerFactory.getLogger("org.flatsweep.training");
    private static final Fence FENCE = new Fence(1, 1);
    /** Longer than any test. */
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final List<String> delivered = new CopyOnWriteArrayList<>();
    private final List<Integer> batches = new CopyOnWriteArrayList<>();

    private void deliver(List<LogLine> lines) {
        batches.add(lines.size());
        lines.forEach(line -> delivered.add(line.level() + " " + line.message()));
    }

    /** As the loop does before it runs a trial. */
    private static TrialLog open(Fence fence, Duration interval, Consumer<List<LogLine>> delivery) {
        MDC.put("trial_id", Long.toString(fence.trialId()));
        MDC.put("attempt", Integer.toString(fence.attempt()));
        return new TrialLog(fence, interval, delivery);
    }

    @AfterEach
    void forgetTheTrial() {
        MDC.clear();
    }

    private static void onAnotherThread(Runnable task) {
        CompletableFuture.runAsync(task, command -> new Thread(command).start()).join();
    }

    @Test
    void takesWhatItsThreadLogsUntilItIsClosedAndNothingElse() {
        LOG.info("before");
        TrialLog log = open(FENCE, NEVER, this::deliver);
        LOG.info("epoch {}", 1);
        LOG.warn("slow");
        onAnotherThread(() -> LOG.info("heartbeat"));
        log.close();
        LOG.info("after");

        assertThat(delivered).containsExactly("INFO epoch 1", "WARN slow");
    }

    @Test
    void takesNothingOfAnotherAttempt() {
        TrialLog first = open(FENCE, NEVER, this::deliver);
        TrialLog second = open(new Fence(1, 2), NEVER, lines -> {});
        LOG.info("of the second");
        second.close();
        first.close();

        assertThat(delivered).isEmpty();
    }

    @Test
    void keepsTwoTrialsApart() {
        List<String> others = new CopyOnWriteArrayList<>();
        TrialLog log = open(FENCE, NEVER, this::deliver);
        onAnotherThread(() -> {
            TrialLog theirs = open(new Fence(2, 1), NEVER, lines -> lines.forEach(line -> others.add(line.message())));
            LOG.info("theirs");
            theirs.close();
        });
        LOG.info("ours");
        log.close();

        assertThat(delivered).containsExactly("INFO ours");
        assertThat(others).containsExactly("theirs");
    }

    @Test
    void deliversWhileTheTrialGoesOn() {
        TrialLog log = open(FENCE, AT_ONCE, this::deliver);
        LOG.info("begun");
        await().untilAsserted(() -> assertThat(delivered).containsExactly("INFO begun"));
        log.close();
    }

    @Test
    void deliversManyLinesAtOnceAndNeverNone() {
        TrialLog log = open(FENCE, NEVER, this::deliver);
        IntStream.range(0, 50).forEach(n -> LOG.info("line"));
        log.close();
        open(new Fence(2, 1), NEVER, this::deliver).close();

        assertThat(batches).containsExactly(50);
    }

    @Test
    void hasTheStackTraceOfWhatWasThrown() {
        TrialLog log = open(FENCE, NEVER, this::deliver);
        LOG.error("failed", new IllegalStateException("nul \0", new ArithmeticException("cause")));
        log.close();

        assertThat(delivered).singleElement().asString()
                .startsWith("ERROR failed\njava.lang.IllegalStateException: nul  \n\tat ")
                .contains("Caused by: java.lang.ArithmeticException: cause");
    }

    @Test
    void cutsOffWhatIsTooLong() {
        TrialLog log = open(FENCE, NEVER, this::deliver);
        LOG.info("x".repeat(100_000));
        log.close();

        assertThat(delivered).containsExactly("INFO " + "x".repeat(TrialLog.MAX_MESSAGE));
    }

    @Test
    void keepsTheNewestLinesUntilTheyAreDelivered() {
        TrialLog log = open(FENCE, NEVER, this::deliver);
        IntStream.rangeClosed(1, TrialLog.MAX_WAITING + 5).forEach(n -> LOG.info("{}", n));
        log.close();

        assertThat(batches).containsExactly(TrialLog.MAX_WAITING);
        assertThat(delivered).startsWith("INFO 6").endsWith("INFO 1005");
    }

    @Test
    void triesAgainWhatCouldNotBeDeliveredAndSaysOnceThatItWaits(CapturedOutput output) {
        Outage outage = new Outage();
        TrialLog log = open(FENCE, AT_ONCE, outage::deliver);
        LOG.info("first");
        await().until(() -> outage.refused > 2);
        LOG.info("second");
        outage.over = true;
        await().untilAsserted(() -> assertThat(delivered).containsExactly("INFO first", "INFO second"));
        log.close();

        assertThat(output.getOut().split("log lines of trial 1 wait: no connection", -1)).hasSize(2);
    }

    @Test
    void doesNotHoldUpAStopWithOneMoreDeliveryThatFails() {
        Outage outage = new Outage();
        TrialLog log = open(FENCE, AT_ONCE, outage::deliver);
        LOG.info("lost");
        await().until(() -> outage.refused > 0);

        log.close();

        assertThat(outage.threads).containsOnly("trial-log");
    }

    private final class Outage {

        private final Set<String> threads = ConcurrentHashMap.newKeySet();
        private volatile int refused;
        private volatile boolean over;

        private void deliver(List<LogLine> lines) {
            threads.add(Thread.currentThread().getName());
            if (!over) {
                refused++;
                throw new QueryTimeoutException("no connection");
            }
            TrialLogTest.this.deliver(lines);
        }
    }
}
