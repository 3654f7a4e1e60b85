package org.flatsweep.worker;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows by which people see who is at work; no decision of the queue depends on them. */
@Component
class WorkerRegistry {

    private static final String REGISTER = """
            insert into worker (id, hostname, device)
            values (:worker, :hostname, :device)
            on conflict (id) do update
            set hostname = excluded.hostname, device = excluded.device,
                started_at = now(), last_seen_at = now(), stopped_at = null
            """;

    private static final String SEEN = "update worker set last_seen_at = now() where id = :worker";

    private static final String STOPPED =
            "update worker set last_seen_at = now(), stopped_at = now() where id = :worker";

    private final JdbcClient database;

    WorkerRegistry(JdbcClient database) {
        this.database = database;
    }

    void register(String workerId, String hostname, String device) {
        database.sql(REGISTER)
                .param("worker", workerId)
                .param("hostname", hostname)
                .param("device", device)
                .update();
    }

    void seen(String workerId) {
        database.sql(SEEN).param("worker", workerId).update();
    }

    void stopped(String workerId) {
        database.sql(STOPPED).param("worker", workerId).update();
    }
}
