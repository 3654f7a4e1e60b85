package org.flatsweep.worker;

import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The rows by which people see who is at work; no decision of the queue depends on them. */
@Component
class WorkerRegistry {

    private static final String REGISTER = """
            insert into worker (id, hostname, device, meters)
            values (:worker, :hostname, :device, :meters::jsonb)
            on conflict (id) do update
            set hostname = excluded.hostname, device = excluded.device, meters = excluded.meters,
                started_at = now(), last_seen_at = now(), stopped_at = null
            where worker.stopped_at is not null or worker.last_seen_at < now() - :lease * interval '1 millisecond'
               or :predecessorDied
            """;

    private static final String SEEN =
            "update worker set last_seen_at = now(), meters = :meters::jsonb where id = :worker";

    private static final String STOPPED =
            "update worker set last_seen_at = now(), stopped_at = now() where id = :worker";

    private static final JsonMapper JSON = new JsonMapper();

    private final JdbcClient database;

    WorkerRegistry(JdbcClient database) {
        this.database = database;
    }

    /**
     * @param meters in the place of those of the process that had the id before
     * @throws WorkerIdInUseException if a worker that may still live has the id
     */
    void register(WorkerSettings settings, String hostname, String device, Map<String, Double> meters) {
        int registered = database.sql(REGISTER)
                .param("worker", settings.workerId())
                .param("hostname", hostname)
                .param("device", device)
                .param("meters", JSON.writeValueAsString(meters))
                .param("lease", settings.lease().toMillis())
                .param("predecessorDied", settings.predecessor() != null)
                .update();
        if (registered == 0) {
            throw new WorkerIdInUseException(settings.workerId(), database
                    .sql("select hostname from worker where id = :worker")
                    .param("worker", settings.workerId())
                    .query(String.class)
                    .single());
        }
    }

    void seen(String workerId, Map<String, Double> meters) {
        database.sql(SEEN).param("worker", workerId).param("meters", JSON.writeValueAsString(meters)).update();
    }

    void stopped(String workerId) {
        database.sql(STOPPED).param("worker", workerId).update();
    }
}
