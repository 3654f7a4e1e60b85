package org.flatsweep.api.queue;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts the queue, from indexes that have only the trials counted. */
@Component
class QueueCounts {

    static final String QUEUE = """
            with waiting as (
                select s.paused_at is not null as paused,
                       (select count(*) from trial t where t.sweep_id = s.id and t.state = 'PENDING') as trials,
                       (select count(*) from trial t
                        where t.sweep_id = s.id and t.state = 'PENDING' and t.attempt = 0 and t.paused_at is null)
                       + (select count(*) from trial t
                          where t.sweep_id = s.id and t.state = 'PENDING' and t.attempt > 0 and t.paused_at is null)
                           as not_paused
                from sweep s
                where s.open
            ), counted as (
                select coalesce(sum(trials), 0) as trials,
                       coalesce(sum(not_paused) filter (where not paused), 0) as pending
                from waiting
            )
            select pending, trials - pending as paused,
                   (select count(*) from trial where state = 'RUNNING') as running,
                   (select count(*) from living_worker) as workers_alive,
                   (select count(*) from living_worker
                    where id in (select worker_id from trial where state = 'RUNNING')) as workers_busy
            from counted
            """;

    private final JdbcClient jdbc;

    QueueCounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    QueueView now() {
        return jdbc.sql(QUEUE).query(QueueView.class).single();
    }
}
