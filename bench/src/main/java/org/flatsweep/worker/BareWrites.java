package org.flatsweep.worker;

/**
 * The rows that a claim and a completion write, written by two statements and nothing else: no turns, no look for a
 * trial that waits, no fence but the key, no checks, foreign keys or triggers, and half the indexes. About what a queue can
 * reach that keeps attempts, results, sums and changes, with a commit for each claim and each result.
 */
final class BareWrites {

    /** A pair is two commits. */
    static final String SCRIPT = """
            select nextval('bare_turn') as n \\gset
            with claimed as (
                update bare_trial
                set state = 'RUNNING', attempt = attempt + 1, worker_id = 'bench', started_at = now(),
                    lease_until = now() + interval '30 seconds'
                where id = :n::bigint and state = 'PENDING'
                returning id, attempt, sweep_id, config
            ), begun as (
                insert into bare_attempt (trial_id, attempt, worker_id) select id, attempt, 'bench' from claimed
            ), told as (
                insert into bare_change (sweep_id, trial_id) select sweep_id, id from claimed
            )
            select * from claimed;
            with held as (
                update bare_trial
                set state = 'SUCCEEDED', worker_id = null, lease_until = null, finished_at = now()
                where id = :n::bigint and attempt = 1 and state = 'RUNNING'
                returning id, attempt, sweep_id, configuration_hash
            ), delivered as (
                insert into bare_result
                select id, attempt, 0.1, 0.2, 0.9, 0.2, 0.9, 1, '{"engine": "PyTorch", "device": "cpu"}' from held
            ), ended as (
                update bare_attempt a set ended = 'SUCCEEDED', ended_at = now()
                from held
                where a.trial_id = held.id and a.attempt = held.attempt
            ), summed as (
                update bare_summary s set seeds = seeds + 1, validation = validation + 0.9
                from held
                where s.sweep_id = held.sweep_id and s.configuration_hash = held.configuration_hash
            ), told as (
                insert into bare_change (sweep_id, trial_id) select sweep_id, id from held
            )
            select id from held;
            """;

    private final BenchServer server;

    BareWrites(BenchServer server) {
        this.server = server;
        server.sql().sql("""
                create sequence bare_turn;
                create table bare_trial (
                    id bigint primary key, sweep_id bigint not null, number integer not null, config jsonb not null,
                    method text not null, dataset text not null, model text not null, configuration_hash text not null,
                    identity text not null, state text not null, attempt integer not null, worker_id text,
                    lease_until timestamptz, started_at timestamptz, finished_at timestamptz
                ) with (fillfactor = 80);
                create index on bare_trial (sweep_id, number);
                create index on bare_trial (sweep_id, state);
                create table bare_attempt (
                    trial_id bigint, attempt integer, worker_id text not null, started_at timestamptz default now(),
                    ended_at timestamptz, ended text, primary key (trial_id, attempt));
                create table bare_result (
                    trial_id bigint primary key, attempt integer, train_loss float8, validation_loss float8,
                    validation_accuracy float8, test_loss float8, test_accuracy float8, train_seconds float8,
                    provenance jsonb, committed_at timestamptz default now());
                create table bare_summary (
                    sweep_id bigint, configuration_hash text, seeds integer, validation float8,
                    primary key (sweep_id, configuration_hash));
                create table bare_change (
                    id bigint generated always as identity primary key, sweep_id bigint, trial_id bigint)
                """).update();
    }

    /** Copies what waits in the queue. */
    void refill() {
        server.sql().sql("""
                truncate bare_trial, bare_attempt, bare_result, bare_summary, bare_change;
                alter sequence bare_turn restart;
                insert into bare_trial
                select row_number() over (order by number, id), sweep_id, number, config, method, dataset, model,
                       configuration_hash, identity, 'PENDING', 0
                from trial where state = 'PENDING';
                insert into bare_summary select distinct sweep_id, configuration_hash, 0, 0 from bare_trial
                """).update();
        server.settle();
    }

    /** @throws IllegalStateException if no trial is left */
    void expectTrialsLeft() {
        if (!server.sql().sql("select last_value < (select count(*) from bare_trial) from bare_turn")
                .query(Boolean.class).single()) {
            throw new IllegalStateException("the bare writes ran dry: ask for more with --pending");
        }
    }
}
