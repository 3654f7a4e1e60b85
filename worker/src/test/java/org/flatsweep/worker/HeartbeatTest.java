package org.flatsweep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.atLeast;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessResourceFailureException;

/** By what those know a worker that lives who do not see the database. */
class HeartbeatTest {

    private final WorkerRegistry registry = mock();
    private final SchemaGate schema = mock();
    private final WorkerMeters meters = mock();
    private final StopSignal stop = new StopSignal();

    @TempDir
    private Path directory;

    private Heartbeat heartbeat;

    @AfterEach
    void close() {
        heartbeat.close();
    }

    private void start(Path file) {
        heartbeat = new Heartbeat(mock(), registry, meters, schema, stop, settings(file));
        heartbeat.start("cpu");
    }

    private WorkerSettings settings(Path file) {
        return new WorkerSettings("alice", directory, directory, "cpu", 1, Duration.ofSeconds(1), Duration.ofMillis(100),
                Duration.ofSeconds(1), Duration.ZERO, file, null);
    }

    @Test
    void makesTheWorkerKnownWithItsMeters() {
        when(meters.snapshot()).thenReturn(Map.of("attempts.error", 0.0));

        start(null);

        verify(registry).register(settings(null), Hostname.get(), "cpu", Map.of("attempts.error", 0.0));
    }

    @Test
    void touchesItsFileAgainAndAgainThoughTheDatabaseIsGone() throws Exception {
        when(schema.overtaken()).thenThrow(new DataAccessResourceFailureException("gone"));
        Path file = directory.resolve("heartbeat");

        Files.createFile(file);

        start(file);

        awaitTouch(file);
        awaitTouch(file);
    }

    private static void awaitTouch(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        await().until(() -> Files.getLastModifiedTime(file).toInstant().isAfter(Instant.EPOCH));
    }

    @Test
    void touchesItBeforeTheDatabaseIsFound() {
        Path file = directory.resolve("heartbeat");

        heartbeat = new Heartbeat(mock(), registry, mock(), schema, new StopSignal(), settings(file));

        await().until(() -> Files.exists(file));
    }

    @Test
    void beatsOnWhereItCannotTouchIt() {
        when(schema.overtaken()).thenReturn(Optional.empty());

        start(directory.resolve("no such directory/heartbeat"));

        await().untilAsserted(() -> verify(registry, atLeast(2)).seen("alice", Map.of()));
    }

    @Test
    void beatsOnAfterAnErrorToo() {
        when(schema.overtaken()).thenThrow(new OutOfMemoryError("Java heap space")).thenReturn(Optional.empty());

        start(null);

        await().untilAsserted(() -> verify(registry, atLeast(2)).seen("alice", Map.of()));
    }

    @Test
    void stopsTheWorkerWhoseIdAnotherHasTaken() {
        when(schema.overtaken()).thenReturn(Optional.empty());
        WorkerIdInUseException taken = new WorkerIdInUseException("alice", "there");
        doThrow(taken).when(registry).seen("alice", Map.of());

        start(null);

        await().untilAsserted(() -> assertThat(stop.reason()).contains(taken));
    }

    @Test
    void makesNoFileThatNobodyAskedFor() {
        when(schema.overtaken()).thenReturn(Optional.empty());

        start(null);

        await().untilAsserted(() -> verify(registry, atLeast(2)).seen("alice", Map.of()));
        assertThat(directory).isEmptyDirectory();
    }
}
