package org.flatsweep.api.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads what has changed once a second and hands it to the publisher. While the database cannot be reached changes wait
 * in it; only when so many came that the oldest are deleted do clients get a reset.
 */
@Component
class ChangeReader implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeReader.class);

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int MOST_AT_ONCE = 10_000;
    /** Far fewer than the database keeps. */
    private static final int WINDOW = 10_000;

    private final JdbcClient jdbc;
    private final ChangePublisher publisher;
    private final EventStream stream;

    /** The highest number seen. */
    private long last;
    /** Lower ones not seen: of transactions that were slow to commit, or never did. */
    private final NavigableSet<Long> missing = new TreeSet<>();

    private CountDownLatch stop;
    private Thread thread;

    ChangeReader(JdbcClient jdbc, ChangePublisher publisher, EventStream stream) {
        this.jdbc = jdbc;
        this.publisher = publisher;
        this.stream = stream;
    }

    private record Row(long id, Change change) {}

    @Override
    public void start() {
        stop = new CountDownLatch(1);
        thread = new Thread(this::run, "changes");
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends the clients' streams too, which the web server would otherwise wait for. */
    @Override
    public void stop() {
        stop.countDown();
        stream.close();
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void run() {
        boolean begun = false;
        boolean failing = false;
        while (!stopped()) {
            try {
                if (!begun) {
                    begin();
                    begun = true;
                }
                publisher.publish(next());
                failing = false;
            } catch (RuntimeException e) {
                if (!failing) {
                    LOG.warn("no events until the database answers again: {}", e.getMessage());
                }
                failing = true;
            }
        }
    }

    /** After what there is; what is being written by now is missing and will be seen. */
    private void begin() {
        last = Math.max(0, newest() - WINDOW);
        missing.clear();
        while (!read().isEmpty()) {
            LOG.debug("passing over changes up to {}", last);
        }
        publisher.startHere();
    }

    private List<Change> next() {
        List<Change> changes = new ArrayList<>();
        for (List<Row> rows = read(); !rows.isEmpty(); rows = read()) {
            rows.forEach(row -> changes.add(row.change));
        }
        return changes;
    }

    private List<Row> read() {
        List<Row> rows = jdbc.sql("""
                        select id, sweep_id, trial_id from change
                        where id > :last or id = any (:missing)
                        order by id
                        limit :most""")
                .param("last", last)
                .param("missing", missing.toArray(Long[]::new))
                .param("most", MOST_AT_ONCE)
                .query((row, i) -> new Row(row.getLong("id"),
                        new Change(row.getLong("sweep_id"), row.getObject("trial_id", Long.class))))
                .list();
        for (Row row : rows) {
            if (row.id - last > WINDOW) {
                begin();
                return List.of();
            }
            for (long id = last + 1; id < row.id; id++) {
                missing.add(id);
            }
            missing.remove(row.id);
            last = Math.max(last, row.id);
        }
        missing.headSet(last - WINDOW).clear();
        return rows;
    }

    private long newest() {
        return jdbc.sql("select coalesce(max(id), 0) from change").query(Long.class).single();
    }

    private boolean stopped() {
        try {
            return stop.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
