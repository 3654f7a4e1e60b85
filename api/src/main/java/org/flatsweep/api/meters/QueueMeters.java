package org.flatsweep.api.meters;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The queue as PostgreSQL has it and what workers measured of themselves; every API node shows the same.
 *
 * <p>{@code flatsweep.trials} by {@code state}: waiting and running trials of open sweeps. {@code
 * flatsweep.trials.claimable}: those of the waiting that a worker could be given now. {@code flatsweep.lease.age.max}:
 * seconds since the longest running attempt began. {@code flatsweep.lease.overdue}: leases that have run out and that
 * the reaper has not seen yet. {@code flatsweep.trial.silence.seconds} by {@code trial} and {@code worker}: since one
 * that seems to hang was last heard of. {@code flatsweep.workers}: seen within a minute. {@code
 * flatsweep.worker.<name>} by {@code worker}: the last value of each of its meters. {@code flatsweep.meters.age}: since
 * all of these were read.
 */
@Component
class QueueMeters {

    private static final Logger LOG = LoggerFactory.getLogger(QueueMeters.class);

    /** More than anyone has workers for; beyond it counting costs and tells nothing. */
    private static final int MOST_CLAIMABLE = 10_000;

    /**
     * A heartbeat says that the worker lives, not that its training gets anywhere. How long an epoch takes is known from
     * those that the attempt has done; before its first, whose library and data have yet to be loaded, an hour is assumed.
     */
    private static final String SILENT = """
            select t.id, t.worker_id, extract(epoch from now() - heard.at)::double precision as silence
            from trial t
            join attempt a on a.trial_id = t.id and a.attempt = t.attempt
            left join lateral (
                select m.recorded_at from metric m
                where m.trial_id = t.id and m.attempt = t.attempt and m.name = 'train_loss'
                order by m.epoch desc
                limit 1) last on true
            cross join lateral (select coalesce(last.recorded_at, a.started_at) as at) heard
            where t.state = 'RUNNING'
              and now() - heard.at > greatest(interval '30 minutes', 10 * coalesce(
                  (heard.at - a.started_at) / nullif(t.epoch - a.resumed_from_epoch, 0), interval '1 hour'))
            """;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final MeterRegistry registry;
    private final Map<String, MultiGauge> gauges = new HashMap<>();
    private volatile long lastRead;
    private boolean failing;

    QueueMeters(JdbcClient jdbc, JsonMapper json, MeterRegistry registry) {
        this.jdbc = jdbc;
        this.json = json;
        this.registry = registry;
        this.lastRead = registry.config().clock().monotonicTime();
        TimeGauge.builder("flatsweep.meters.age", this::age, TimeUnit.NANOSECONDS).register(registry);
    }

    private long age() {
        return registry.config().clock().monotonicTime() - lastRead;
    }

    @Scheduled(fixedDelay = 10_000)
    void read() {
        try {
            Map<String, List<Row<?>>> rows = new HashMap<>();
            gauges.keySet().forEach(name -> rows.put(name, new ArrayList<>()));
            readQueue(rows);
            readSilence(rows);
            readWorkers(rows);
            rows.forEach((name, values) -> gauges
                    .computeIfAbsent(name, n -> MultiGauge.builder(n).register(registry))
                    .register(values, true));
            lastRead = registry.config().clock().monotonicTime();
            if (failing) {
                LOG.info("the queue's meters are read again");
            }
            failing = false;
        } catch (DataAccessException e) {
            if (!failing) {
                LOG.warn("the queue's meters cannot be read and keep their last values: {}",
                        e.getMostSpecificCause().getMessage());
            }
            failing = true;
        }
    }

    private void readQueue(Map<String, List<Row<?>>> rows) {
        jdbc.sql("""
                        select
                            (select count(*) from sweep s join trial t on t.sweep_id = s.id
                             where s.open and t.state = 'PENDING') as pending,
                            (select claimable from queue_demand('any', :most)) as claimable,
                            count(*) as running,
                            coalesce(extract(epoch from now() - min(a.started_at)), 0)::double precision as oldest,
                            count(*) filter (where t.lease_until < now()) as overdue,
                            (select count(*) from worker
                             where last_seen_at > now() - interval '1 minute' and stopped_at is null) as workers
                        from trial t join attempt a on a.trial_id = t.id and a.attempt = t.attempt
                        where t.state = 'RUNNING'""")
                .param("most", MOST_CLAIMABLE)
                .query(row -> {
                    add(rows, "flatsweep.trials", Tags.of("state", "pending"), row.getLong("pending"));
                    add(rows, "flatsweep.trials", Tags.of("state", "running"), row.getLong("running"));
                    add(rows, "flatsweep.trials.claimable", Tags.empty(), row.getLong("claimable"));
                    add(rows, "flatsweep.lease.age.max", Tags.empty(), row.getDouble("oldest"));
                    add(rows, "flatsweep.lease.overdue", Tags.empty(), row.getLong("overdue"));
                    add(rows, "flatsweep.workers", Tags.empty(), row.getLong("workers"));
                });
    }

    private void readSilence(Map<String, List<Row<?>>> rows) {
        jdbc.sql(SILENT).query(row -> {
            Tags tags = Tags.of("trial", row.getString("id"), "worker", row.getString("worker_id"));
            add(rows, "flatsweep.trial.silence.seconds", tags, row.getDouble("silence"));
        });
    }

    private void readWorkers(Map<String, List<Row<?>>> rows) {
        jdbc.sql("""
                        select id, meters from worker
                        where last_seen_at > now() - interval '1 minute' and stopped_at is null""")
                .query(row -> {
                    Tags worker = Tags.of("worker", row.getString("id"));
                    json.readValue(row.getString("meters"), new TypeReference<Map<String, Double>>() {})
                            .forEach((name, value) -> add(rows, "flatsweep.worker." + name, worker, value));
                });
    }

    private static void add(Map<String, List<Row<?>>> rows, String name, Tags tags, Number value) {
        rows.computeIfAbsent(name, n -> new ArrayList<>()).add(Row.of(tags, value));
    }
}
