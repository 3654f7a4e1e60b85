package org.flatsweep.worker;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Workers that claim and complete at the same time, one thread and one connection each. */
final class SimulatedWorkers implements AutoCloseable {

    /** Five until the JDBC driver prepares a statement on the server, five more until the server keeps its plan. */
    private static final int WARM_UP_CYCLES = 10;
    /** So that a queue that has collapsed is reported rather than waited for. */
    private static final int WARM_UP_LIMIT_SECONDS = 120;

    private final List<SimulatedWorker> workers = new ArrayList<>();
    private final ExecutorService threads;
    private volatile boolean counting;
    private volatile boolean stopped;

    SimulatedWorkers(BenchServer server, int count) throws SQLException {
        threads = Executors.newFixedThreadPool(count);
        for (int i = 0; i < count; i++) {
            workers.add(new SimulatedWorker("bench-" + i, server.connect()));
        }
    }

    /** Counts for {@code seconds}, from when every worker is warm, or should be. */
    Pace pace(int seconds) throws ExecutionException, InterruptedException {
        CountDownLatch warm = new CountDownLatch(workers.size());
        stopped = false;
        List<Future<List<Long>>> claims = start(worker -> work(worker, warm));
        if (!warm.await(WARM_UP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
            System.out.printf("%d of %d workers are not warm after %d s:%n",
                    warm.getCount(), workers.size(), WARM_UP_LIMIT_SECONDS);
        }
        long from = System.nanoTime();
        counting = true;
        TimeUnit.SECONDS.sleep(seconds);
        counting = false;
        long nanoseconds = System.nanoTime() - from;
        stopped = true;
        return Pace.of(join(claims), nanoseconds);
    }

    /** Makes so many claims and completions in all. */
    void work(int cycles) throws ExecutionException, InterruptedException {
        AtomicInteger left = new AtomicInteger(cycles);
        join(start(worker -> {
            while (left.getAndDecrement() > 0) {
                worker.cycle();
            }
            return List.of();
        }));
    }

    private List<Long> work(SimulatedWorker worker, CountDownLatch warm) {
        List<Long> claims = new ArrayList<>();
        try {
            for (int cycle = 1; !stopped; cycle++) {
                long nanoseconds = worker.cycle();
                if (counting) {
                    claims.add(nanoseconds);
                }
                if (cycle == WARM_UP_CYCLES) {
                    warm.countDown();
                }
            }
            return claims;
        } catch (RuntimeException e) {
            warm.countDown();
            throw e;
        }
    }

    /** All at once: of a thousand, those that had begun would leave the others no time to be started. */
    private List<Future<List<Long>>> start(Function<SimulatedWorker, List<Long>> work) {
        CountDownLatch started = new CountDownLatch(workers.size());
        return workers.stream()
                .map(worker -> threads.submit(() -> {
                    started.countDown();
                    started.await();
                    return work.apply(worker);
                }))
                .toList();
    }

    private static List<Long> join(List<Future<List<Long>>> running) throws ExecutionException, InterruptedException {
        List<Long> all = new ArrayList<>();
        for (Future<List<Long>> claims : running) {
            all.addAll(claims.get());
        }
        return all;
    }

    @Override
    public void close() throws SQLException {
        stopped = true;
        threads.shutdown();
        for (SimulatedWorker worker : workers) {
            worker.close();
        }
    }
}
