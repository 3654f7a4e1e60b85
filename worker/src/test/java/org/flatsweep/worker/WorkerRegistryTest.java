package org.flatsweep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Map;
import org.flatsweep.database.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WorkerRegistryTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private static QueueRows rows;

    private WorkerRegistry registry;

    @BeforeAll
    static void connect() {
        rows = new QueueRows(DATABASE);
    }

    @AfterAll
    static void disconnect() {
        rows.close();
    }

    @BeforeEach
    void emptyQueue() {
        rows.clear();
        registry = new WorkerRegistry(rows.asWorker());
    }

    @Test
    void showsANewWorkersMetersBeforeItsFirstBeat() {
        registry.register(settings(null), "here", "cpu", Map.of("attempts.error", 0.0));

        assertThat(meters()).isEqualTo("{\"attempts.error\": 0.0}");
    }

    @Test
    void showsNoneOfTheProcessThatHadTheIdBefore() {
        registry.register(settings(null), "here", "cpu", Map.of());
        registry.seen("alice", Map.of("attempts.error", 40.0, "gpu_utilization", 1.0));

        registry.register(settings("it crashed"), "here", "cpu", Map.of("attempts.error", 0.0));

        assertThat(meters()).isEqualTo("{\"attempts.error\": 0.0}");
    }

    /** The answer to the first may have been lost with the connection. */
    @Test
    void registersAProcessAgain() {
        registry.register(settings(null), "here", "cpu", Map.of());

        registry.register(settings(null), "here", "cpu", Map.of("claims", 0.0));

        assertThat(meters()).isEqualTo("{\"claims\": 0.0}");
    }

    @Test
    void refusesAnotherProcessWhichThenChangesNothing() {
        registry.register(settings(null), "here", "cpu", Map.of());
        WorkerRegistry another = new WorkerRegistry(rows.asWorker());
        assertThatExceptionOfType(WorkerIdInUseException.class)
                .isThrownBy(() -> another.register(settings(null), "there", "cpu", Map.of()))
                .withMessageContaining("which a worker on here uses");

        another.stopped("alice");
        assertThatExceptionOfType(WorkerIdInUseException.class).isThrownBy(() -> another.seen("alice", Map.of()));

        assertThat(rows.count("worker where stopped_at is null and hostname = 'here'")).isEqualTo(1);
        registry.stopped("alice");
        assertThat(rows.count("worker where stopped_at is not null")).isEqualTo(1);
    }

    @Test
    void tellsAWorkerThatWasSilentForLongThatAnotherHasItsId() {
        registry.register(settings(null), "here", "cpu", Map.of());
        rows.database().sql("update worker set last_seen_at = now() - interval '1 hour'").update();
        new WorkerRegistry(rows.asWorker()).register(settings(null), "there", "cpu", Map.of());

        assertThatExceptionOfType(WorkerIdInUseException.class).isThrownBy(() -> registry.seen("alice", Map.of()))
                .withMessageContaining("which a worker on there uses");
    }

    private static String meters() {
        return rows.database().sql("select meters from worker where id = 'alice'").query(String.class).single();
    }

    private static WorkerSettings settings(String predecessor) {
        return AliceSettings.in(Path.of("alice"), predecessor);
    }
}
