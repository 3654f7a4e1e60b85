package org.flatsweep.worker;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.springframework.core.NestedExceptionUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What the queue costs, beside what PostgreSQL itself costs and beside a peer, all on one server in one run. In the
 * package of what it measures.
 */
@Command(name = "bench/queue", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "Claims and completions a second, beside pgbench's commits and db-scheduler on the same server.")
public final class QueueBench implements Callable<Integer> {

    /** What can be measured, each from a freshly filled queue. */
    enum Section { workers, changes, scheduler, snapshot, finished }

    private static final int AGEING_WORKERS = 8;
    private static final int SPARE_CONNECTIONS = 20;

    @Option(names = "--sections", split = ",", description = "What to measure: ${COMPLETION-CANDIDATES}")
    private List<Section> sections = List.of(Section.values());

    @Option(names = "--workers", split = ",", description = "Numbers of workers, and of pgbench's clients")
    private List<Integer> workers = List.of(1, 8, 32, 128, 1000);

    @Option(names = "--recording-workers", split = ",",
            description = "Numbers of workers with and without changes recorded for dashboards")
    private List<Integer> recordingWorkers = List.of(8, 32, 128);

    @Option(names = "--threads", split = ",", description = "Numbers of db-scheduler's threads")
    private List<Integer> threads = List.of(8, 32);

    @Option(names = "--seconds", description = "How long each measurement takes, after its warm-up")
    private int seconds = 4;

    @Option(names = "--pending", description = "Trials in the queue before each measurement")
    private int pending = 60_000;

    @Option(names = "--claims", description = "Claims made while vacuum is held back")
    private int claims = 20_000;

    @Option(names = "--finished", description = "Finished trials in the table that a claim must not care about")
    private int finished = 100_000;

    @Option(names = "--directory", description = "A directory on the disk to measure")
    private Path directory = Path.of("bench", "target");

    private BenchServer server;
    private QueuedTrials trials;

    private QueueBench() {}

    /** @param arguments see {@code --help} */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new QueueBench())
                .setExecutionExceptionHandler((e, commandLine, parsed) -> {
                    Throwable cause = NestedExceptionUtils.getMostSpecificCause(e);
                    if (cause instanceof IllegalStateException) {
                        System.err.println(cause.getMessage());
                        return 1;
                    }
                    throw e;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        List<Integer> counts = new ArrayList<>(workers);
        counts.addAll(recordingWorkers);
        counts.addAll(threads);
        try (BenchServer started = BenchServer.start(directory, 2 * Collections.max(counts) + SPARE_CONNECTIONS)) {
            server = started;
            trials = new QueuedTrials(server);
            System.out.printf("%s, %d processors%n", server, Runtime.getRuntime().availableProcessors());
            pace(AGEING_WORKERS);
            for (Section section : Set.copyOf(sections).stream().sorted().toList()) {
                switch (section) {
                    case workers -> workers();
                    case changes -> changes();
                    case scheduler -> scheduler();
                    case snapshot -> snapshot();
                    case finished -> finished();
                }
            }
        }
        return 0;
    }

    private void workers() throws Exception {
        System.out.println("\nA claim+completion is two commits. Commits/s by those of pgbench on single rows:");
        Pgbench pgbench = new Pgbench(server);
        BareWrites writes = new BareWrites(server);
        for (int count : workers) {
            Pace pace = pace(count);
            trials.refill(pending);
            writes.refill();
            double written = 2 * pgbench.perSecond(BareWrites.SCRIPT, count, seconds);
            writes.expectTrialsLeft();
            server.settle();
            double bare = pgbench.perSecond(Pgbench.SINGLE_ROW, count, seconds);
            System.out.printf("%5d workers: %s; pgbench %,.0f commits/s; queue %,.0f = %.2f ×, bare writes %,.0f = %.2f ×%n",
                    count, pace, bare, pace.commitsPerSecond(), pace.commitsPerSecond() / bare, written, written / bare);
        }
    }

    /** Whatever dashboards are told of a trial is written in the transactions of its claim and its completion. */
    private void changes() throws Exception {
        System.out.println("\nClaims+completions that record no change for dashboards, and that do:");
        for (int count : recordingWorkers) {
            server.sql().sql("alter table trial disable trigger trial_changed").update();
            Pace silent = pace(count);
            server.sql().sql("alter table trial enable trigger trial_changed").update();
            Pace recording = pace(count);
            System.out.printf("%5d workers: %s; recording: %s, %.2f × without%n",
                    count, silent, recording, recording.perSecond() / silent.perSecond());
        }
    }

    private void scheduler() throws Exception {
        System.out.println("\nClaims+completions/s by executions/s of db-scheduler, which picks its tasks in batches:");
        SchedulerPeer peer = new SchedulerPeer(server);
        for (int count : threads) {
            double executions = peer.executionsPerSecond(count, pending, seconds);
            Pace pace = pace(count);
            System.out.printf("%5d threads: %,.0f executions/s; as many workers: %s, %.2f × db-scheduler%n",
                    count, executions, pace, pace.perSecond() / executions);
        }
    }

    /** The usual way in which such queues die: no vacuum may remove what another transaction might still look at. */
    private void snapshot() throws Exception {
        System.out.printf("%nA claim by one worker alone, before and after %,d claims+completions and a vacuum:%n", claims);
        trials.refill(pending);
        age("no other transaction");
        trials.refill(pending);
        try (Connection other = server.connect(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            other.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            statement.execute("select from trial limit 1");
            age("a REPEATABLE READ transaction open throughout");
        }
    }

    private void age(String circumstances) throws Exception {
        Pace young = measure(1);
        try (SimulatedWorkers simulated = new SimulatedWorkers(server, AGEING_WORKERS)) {
            simulated.work(claims);
        }
        server.settle();
        String weight = trials.weight();
        Pace aged = measure(1);
        System.out.printf("%s:%n  before: %s%n  after:  %s, a claim %.2f × before%n  %s%n",
                circumstances, young, aged, aged.meanClaim() / young.meanClaim(), weight);
    }

    private void finished() throws Exception {
        System.out.println("\nA claim by one worker alone, beside finished trials in the table:");
        Pace alone = pace(1);
        trials.refill(pending);
        trials.addFinished(finished);
        Pace beside = measure(1);
        System.out.printf("%9d finished: %s%n%9d finished: %s, a claim %.2f × without%n",
                0, alone, finished, beside, beside.meanClaim() / alone.meanClaim());
    }

    /** From a freshly filled queue. */
    private Pace pace(int count) throws Exception {
        trials.refill(pending);
        return measure(count);
    }

    private Pace measure(int count) throws Exception {
        try (SimulatedWorkers simulated = new SimulatedWorkers(server, count)) {
            return simulated.pace(seconds);
        }
    }
}
