package org.flatsweep.worker;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import javax.sql.DataSource;
import org.flatsweep.database.SchemaHistory;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps the worker from a database whose schema is not the one it was built for. Others migrate, workers wait. */
@Component
class SchemaGate {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaGate.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Flyway flyway;
    private final JdbcClient database;
    private final StopSignal stop;
    private volatile MigrationVersion known;

    SchemaGate(DataSource dataSource, StopSignal stop) {
        this.flyway = Flyway.configure().dataSource(dataSource).load();
        this.database = JdbcClient.create(dataSource);
        this.stop = stop;
    }

    /**
     * Returns once every migration known here has been applied, or when the worker is asked to stop.
     *
     * @throws UnknownSchemaException if migrations unknown here have been applied too
     */
    void await() {
        String last = null;
        Optional<String> obstacle = obstacle();
        while (obstacle.isPresent() && !stop.requested()) {
            if (!obstacle.get().equals(last)) {
                LOG.info("waiting for the database: {}", obstacle.get());
            }
            last = obstacle.get();
            stop.await(INTERVAL);
            obstacle = obstacle();
        }
    }

    /**
     * Whether the schema has been migrated beyond what this worker knows since {@link #await} let it pass, which costs so
     * little that each heartbeat asks.
     */
    Optional<UnknownSchemaException> overtaken() {
        MigrationVersion applied =
                MigrationVersion.fromVersion(database.sql(SchemaHistory.NEWEST).query(String.class).single());
        return applied.compareTo(known) > 0
                ? Optional.of(new UnknownSchemaException(applied, known))
                : Optional.empty();
    }

    private Optional<String> obstacle() {
        MigrationInfoService info;
        try {
            info = flyway.info();
        } catch (FlywayException e) {
            return Optional.of(OutageRetry.reason(e));
        }
        known = known(info);
        refuseNewer(info);
        return info.pending().length == 0
                ? Optional.empty()
                : Optional.of("its schema is at version %s, this worker needs %s; the API or its migrate brings it there"
                        .formatted(applied(info), known));
    }

    private void refuseNewer(MigrationInfoService info) {
        boolean newer = Arrays.stream(info.applied())
                .map(MigrationInfo::getState)
                .anyMatch(state -> state == MigrationState.FUTURE_SUCCESS || state == MigrationState.FUTURE_FAILED);
        if (newer) {
            throw new UnknownSchemaException(info.current().getVersion(), known);
        }
    }

    private static String applied(MigrationInfoService info) {
        return info.current() == null ? "none" : info.current().getVersion().toString();
    }

    /** The newest version on the classpath. */
    private static MigrationVersion known(MigrationInfoService info) {
        return Arrays.stream(info.all())
                .filter(migration -> migration.getState().isResolved())
                .map(MigrationInfo::getVersion)
                .max(Comparable::compareTo)
                .orElseThrow();
    }
}
