package org.flatsweep.worker;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * Takes what is logged of an attempt to where people read it, some lines at a time and from a thread of its own. While
 * that fails lines wait, only so many of them: a log is worth no trial.
 */
final class TrialLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    /** The fields by which every line tells which trial it is about. */
    static final String TRIAL_ID = "trial_id";
    static final String ATTEMPT = "attempt";

    static final int MAX_WAITING = TrialLogStore.LINES_KEPT;
    static final int MAX_MESSAGE = 20_000;
    /** What a stop of the worker can spare for a delivery under way. */
    private static final long CLOSE_SECONDS = 3;

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(TrialLog.class);
    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    private final Fence fence;
    private final Consumer<List<LogLine>> delivery;
    private final Deque<LogLine> waiting = new ArrayDeque<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "trial-log"));
    private boolean failing;

    /** @param delivery throws if the lines should wait for the next time */
    TrialLog(Fence fence, Duration interval, Consumer<List<LogLine>> delivery) {
        this.fence = fence;
        this.delivery = delivery;
        setContext(ROOT.getLoggerContext());
        start();
        ROOT.addAppender(this);
        thread.scheduleWithFixedDelay(this::deliver, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    protected void append(ILoggingEvent event) {
        Map<String, String> fields = event.getMDCPropertyMap();
        if (!Long.toString(fence.trialId()).equals(fields.get(TRIAL_ID))
                || !Integer.toString(fence.attempt()).equals(fields.get(ATTEMPT))) {
            return;
        }
        String stack = event.getThrowableProxy() == null
                ? "" : "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()).stripTrailing();
        String message = event.getFormattedMessage() + stack;
        add(new LogLine(event.getInstant(), event.getLevel().toString(),
                // PostgreSQL's text has no NUL.
                message.substring(0, Math.min(message.length(), MAX_MESSAGE)).replace('\0', ' ')));
    }

    private void add(LogLine line) {
        synchronized (waiting) {
            if (waiting.size() == MAX_WAITING) {
                waiting.remove();
            }
            waiting.add(line);
        }
    }

    private void deliver() {
        List<LogLine> lines;
        synchronized (waiting) {
            lines = List.copyOf(waiting);
            waiting.clear();
        }
        try {
            if (!lines.isEmpty()) {
                delivery.accept(lines);
            }
            failing = false;
        } catch (RuntimeException e) {
            putBack(lines);
            if (!failing) {
                LOG.warn("log lines of trial {} wait: {}", fence.trialId(), OutageRetry.reason(e));
            }
            failing = true;
        }
    }

    private void putBack(List<LogLine> lines) {
        synchronized (waiting) {
            for (int i = lines.size() - 1; i >= 0 && waiting.size() < MAX_WAITING; i--) {
                waiting.addFirst(lines.get(i));
            }
        }
    }

    /** Delivers what still waits, unless the last delivery failed: a worker that is to stop has no time for another. */
    @Override
    public void close() {
        ROOT.detachAppender(this);
        stop();
        thread.shutdown();
        try {
            if (thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS) && !failing) {
                deliver();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
