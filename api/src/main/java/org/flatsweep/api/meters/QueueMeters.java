package org.flatsweep.api.meters;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * flatsweep.lease.age.max}: seconds since the longest running attempt began. {@code flatsweep.lease.overdue}: leases
 * that have run out and that the reaper has not seen yet. {@code flatsweep.workers}: seen within a minute. {@code
 * flatsweep.worker.<name>} by {@code worker}: the last value of each of its meters.
 */
@Component
class QueueMeters {

    private static final Logger LOG = LoggerFactory.getLogger(QueueMeters.class);

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final MeterRegistry registry;
    private final Map<String, MultiGauge> gauges = new HashMap<>();

    QueueMeters(JdbcClient jdbc, JsonMapper json, MeterRegistry registry) {
        this.jdbc = jdbc;
        this.json = json;
        this.registry = registry;
    }

    @Scheduled(fixedDelay = 10_000)
    void read() {
        try {
            Map<String, List<Row<?>>> rows = new HashMap<>();
            gauges.keySet().forEach(name -> rows.put(name, new ArrayList<>()));
            readQueue(rows);
            readWorkers(rows);
            rows.forEach((name, values) -> gauges
                    .computeIfAbsent(name, n -> MultiGauge.builder(n).register(registry))
                    .register(values, true));
        } catch (DataAccessException e) {
            LOG.debug("the meters keep their last values: {}", e.getMessage());
        }
    }

    private void readQueue(Map<String, List<Row<?>>> rows) {
        jdbc.sql("""
                        select
                            (select count(*) from sweep s join trial t on t.sweep_id = s.id
                             where s.open and t.state = 'PENDING') as pending,
                            count(*) as running,
                            coalesce(extract(epoch from now() - min(a.started_at)), 0)::double precision as oldest,
                            count(*) filter (where t.lease_until < now()) as overdue,
                            (select count(*) from worker
                             where last_seen_at > now() - interval '1 minute' and stopped_at is null) as workers
                        from trial t join attempt a on a.trial_id = t.id and a.attempt = t.attempt
                        where t.state = 'RUNNING'""")
                .query(row -> {
                    add(rows, "flatsweep.trials", Tags.of("state", "pending"), row.getLong("pending"));
                    add(rows, "flatsweep.trials", Tags.of("state", "running"), row.getLong("running"));
                    add(rows, "flatsweep.lease.age.max", Tags.empty(), row.getDouble("oldest"));
                    add(rows, "flatsweep.lease.overdue", Tags.empty(), row.getLong("overdue"));
                    add(rows, "flatsweep.workers", Tags.empty(), row.getLong("workers"));
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
