package org.flatsweep.worker;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** db-scheduler on one-time tasks that do nothing: picked in batches and deleted one by one when done. */
final class SchedulerPeer {

    private static final String TASK = "nothing";
    private static final int WARM_UP_SECONDS = 2;
    /** For those of its threads that poll and keep house. */
    private static final int SPARE_CONNECTIONS = 4;

    private final BenchServer server;

    /** Creates its table with the columns and indexes that its documentation asks for. */
    SchedulerPeer(BenchServer server) {
        this.server = server;
        server.sql().sql("""
                create table scheduled_tasks (
                    task_name            text    not null,
                    task_instance        text    not null,
                    task_data            bytea,
                    execution_time       timestamptz,
                    picked               boolean not null,
                    picked_by            text,
                    last_success         timestamptz,
                    last_failure         timestamptz,
                    consecutive_failures integer,
                    last_heartbeat       timestamptz,
                    version              bigint  not null,
                    priority             smallint,
                    state                text,
                    primary key (task_name, task_instance)
                )
                """).update();
        server.sql().sql("create index on scheduled_tasks (execution_time)").update();
        server.sql().sql("create index on scheduled_tasks (last_heartbeat)").update();
        server.sql().sql("create index on scheduled_tasks (priority desc, execution_time)").update();
    }

    /** @throws IllegalStateException if no task is left at the end */
    double executionsPerSecond(int threads, int tasks, int seconds) throws InterruptedException {
        refill(tasks);
        LongAdder executions = new LongAdder();
        OneTimeTask<Void> task = Tasks.oneTime(TASK).execute((instance, context) -> executions.increment());
        try (HikariDataSource pool = server.pool(threads + SPARE_CONNECTIONS)) {
            Scheduler scheduler = Scheduler.create(pool, task)
                    .threads(threads)
                    // Refills when each thread has a task left and fetches four for each: larger batches than its default.
                    .pollUsingLockAndFetch(1, 4)
                    .pollingInterval(Duration.ofSeconds(1))
                    .build();
            scheduler.start();
            try {
                TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
                long before = executions.sum();
                long from = System.nanoTime();
                TimeUnit.SECONDS.sleep(seconds);
                double perSecond = 1e9 * (executions.sum() - before) / (System.nanoTime() - from);
                if (executions.sum() >= tasks) {
                    throw new IllegalStateException("db-scheduler ran dry: ask for more with --pending");
                }
                return perSecond;
            } finally {
                scheduler.stop();
            }
        }
    }

    private void refill(int tasks) {
        server.sql().sql("truncate scheduled_tasks").update();
        server.sql().sql("""
                        insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                        select :task, n, now(), false, 1 from generate_series(1, :tasks) n
                        """)
                .param("task", TASK)
                .param("tasks", tasks)
                .update();
        server.settle();
    }
}
