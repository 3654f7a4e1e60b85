package org.flatsweep.worker;

import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The rows by which people see who is at work; no decision of the queue depends on them. */
@Component
class WorkerRegistry {

    private static final String REGISTER = """
            insert into worker (id, hostname, device, meters, process)
            values (:worker, :hostname, :device, :meters::jsonb, :process)
            on conflict (id) do update
            set hostname = excluded.hostname, device = excluded.device, meters = excluded.meters,
                process = excluded.process, started_at = now(), last_seen_at = now(), stopped_at = null
            where worker.process = excluded.process or worker.stopped_at is not null
               or worker.last_seen_at < now() - :lease * interval '1 millisecond' or :predecessorDied
            """;

    private static final String SEEN = """
            update worker set last_seen_at = now(), meters = :meters::jsonb
            where id = :worker and process = :process
            """;

    private static final String STOPPED = """
            update worker set last_seen_at = now(), stopped_at = now()
            where id = :worker and process = :process
            """;

    private static final JsonMapper JSON = new JsonMapper();

    private final JdbcClient database;
    private final UUID process = UUID.randomUUID();

    WorkerRegistry(JdbcClient database) {
        this.database = database;
    }

    /**
     * Doing so again changes nothing but the time.
     *
     * @param meters in the place of those of the process that had the id before
     * @throws WorkerIdInUseException if a worker that may still live has the id
     */
    void register(WorkerSettings settings, String hostname, String device, Map<String, Double> meters) {
        int registered = database.sql(REGISTER)
                .param("worker", settings.workerId())
                .param("hostname", hostname)
                .param("device", device)
                .param("meters", JSON.writeValueAsString(meters))
                .param("process", process)
                .param("lease", settings.lease().toMillis())
                .param("predecessorDied", settings.predecessor() != null)
                .update();
        if (registered == 0) {
            throw inUse(settings.workerId());
        }
    }

    /** @throws WorkerIdInUseException if another process has had the id since this one was last seen */
    void seen(String workerId, Map<String, Double> meters) {
        int seen = database.sql(SEEN)
                .param("worker", workerId)
                .param("meters", JSON.writeValueAsString(meters))
                .param("process", process)
                .update();
        if (seen == 0) {
            throw inUse(workerId);
        }
    }

    /** Says so of this process alone. */
    void stopped(String workerId) {
        database.sql(STOPPED).param("worker", workerId).param("process", process).update();
    }

    private WorkerIdInUseException inUse(String workerId) {
        return new WorkerIdInUseException(workerId, database
                .sql("select hostname from worker where id = :worker")
                .param("worker", workerId)
                .query(String.class)
                .single());
    }
}
