package org.flatsweep.worker;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flatsweep.training.TrialResult;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A worker that trains in no time, on a connection of its own. All that the benchmarks know of the queue's code. */
final class SimulatedWorker implements AutoCloseable {

    private static final Capabilities MACHINE = new Capabilities(Set.of(QueuedTrials.DATASET), Optional.empty());
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final TrialResult RESULT = new TrialResult(
            0.1, 0.2, Optional.of(0.9), 0.2, Optional.of(0.9), 1, Map.of("engine", "PyTorch", "device", "cpu"));

    private final String id;
    private final Connection connection;
    private final TrialQueue queue;

    SimulatedWorker(String id, Connection connection) {
        this.id = id;
        this.connection = connection;
        this.queue = new TrialQueue(JdbcClient.create(new SingleConnectionDataSource(connection, true)));
    }

    /**
     * Claims a trial and delivers its result: two commits.
     *
     * @return how long the claim took, in ns
     * @throws IllegalStateException if no trial is left
     */
    long cycle() {
        long start = System.nanoTime();
        ClaimedTrial trial = queue.claim(id, MACHINE, LEASE)
                .orElseThrow(() -> new IllegalStateException("the queue ran dry: ask for more with --pending"));
        long claimed = System.nanoTime();
        queue.complete(trial.fence(), RESULT);
        return claimed - start;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
