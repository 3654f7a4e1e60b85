package org.flatsweep.api.archive;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.flatsweep.api.problem.Problem;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Checks the lines of {@code metrics.ndjson} and inserts them in batches. */
final class MetricRows {

    private static final int BATCH = 1_000;
    private static final Pattern NAME = Pattern.compile("\\w{1,100}");
    private static final Comparator<Metric> IN_ORDER = Comparator.comparing((Metric metric) -> metric.trial().number())
            .thenComparing(Metric::name)
            .thenComparing(Metric::epoch);

    /** A trial that was inserted before. */
    private record Owner(int number, long id, int epochs, List<Resumption> attempts) {}

    private record Resumption(int attempt, int fromEpoch) {}

    private record Metric(Owner trial, int attempt, String name, int epoch, double value, Instant recordedAt) {}

    private final long sweepId;
    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final List<Metric> batch = new ArrayList<>(BATCH);
    private Metric last;
    private long metrics;

    MetricRows(long sweepId, JdbcClient jdbc, JdbcTemplate batches) {
        this.sweepId = sweepId;
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /** @throws Problem 422 if a field is not legal, or the line repeats one or does not come after the last */
    void add(Fields line) {
        line.requireNames("number", "attempt", "name", "epoch", "value", "recorded_at");
        Owner trial = owner(line);
        Metric metric = new Metric(
                trial,
                line.integer("attempt", 1, Integer.MAX_VALUE),
                line.matching("name", NAME),
                line.integer("epoch", 0, trial.epochs()),
                line.real("value"),
                line.time("recorded_at"));
        requireLive(line, metric);
        if (last != null && IN_ORDER.compare(last, metric) >= 0) {
            throw line.wrong("epoch", "must put the line after the one before it, by number, name and epoch");
        }
        last = metric;
        batch.add(metric);
        if (batch.size() == BATCH) {
            flush();
        }
    }

    /** The trial of the last line is the one of most. */
    private Owner owner(Fields line) {
        int number = line.integer("number", 0, Integer.MAX_VALUE);
        if (last != null && last.trial().number() == number) {
            return last.trial();
        }
        return jdbc.sql("select id, epochs from trial where sweep_id = :sweep and number = :number")
                .param("sweep", sweepId)
                .param("number", number)
                .query((row, n) -> new Owner(number, row.getLong("id"), row.getInt("epochs"), attempts(row.getLong("id"))))
                .optional()
                .orElseThrow(() -> line.wrong("number", "must be that of a trial in " + Manifest.TRIALS));
    }

    private List<Resumption> attempts(long trialId) {
        return jdbc.sql("select attempt, resumed_from_epoch from attempt where trial_id = :id")
                .param("id", trialId)
                .query((row, n) -> new Resumption(row.getInt("attempt"), row.getInt("resumed_from_epoch")))
                .list();
    }

    /** As the view {@code live_metric} says. */
    private static void requireLive(Fields line, Metric metric) {
        metric.trial().attempts().stream()
                .filter(later -> later.attempt() > metric.attempt() && later.fromEpoch() < metric.epoch())
                .findFirst()
                .ifPresent(later -> {
                    throw line.wrong("attempt", "must be one that counts there: attempt %d began again after epoch %d"
                            .formatted(later.attempt(), later.fromEpoch()));
                });
    }

    void flush() {
        batches.batchUpdate("""
                insert into metric (trial_id, attempt, name, epoch, value, recorded_at) values (?, ?, ?, ?, ?, ?)""",
                batch, BATCH, MetricRows::bind);
        metrics += batch.size();
        batch.clear();
    }

    private static void bind(PreparedStatement row, Metric metric) throws SQLException {
        row.setLong(1, metric.trial().id());
        row.setInt(2, metric.attempt());
        row.setString(3, metric.name());
        row.setInt(4, metric.epoch());
        row.setDouble(5, metric.value());
        row.setObject(6, metric.recordedAt().atOffset(ZoneOffset.UTC));
    }

    long metrics() {
        return metrics;
    }
}
