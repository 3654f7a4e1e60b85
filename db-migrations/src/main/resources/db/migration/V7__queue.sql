-- The queue for many sweeps and many workers: priorities, turns, limits, pauses, reuse. A claim looks at the open sweeps
-- and then at the first entries of one index range, however many trials there are and have been.

alter table sweep
    add priority integer not null default 0 check (priority between -1000 and 1000),
    add max_parallel integer check (max_parallel >= 1),
    add gpu_bytes bigint check (gpu_bytes >= 0),
    add reuse boolean not null default true,
    add paused_at timestamptz,
    add open boolean not null default true,
    add claim_from bigint not null default -9223372036854775808;
comment on column sweep.priority is 'Of the sweeps that a worker could serve it takes one with the highest, each in its turn';
comment on column sweep.max_parallel is 'So many of its trials run at a time; null for no limit';
comment on column sweep.gpu_bytes is 'Its trials need a CUDA device with so much memory; null where they run on anything';
comment on column sweep.reuse is 'Whether results of the same configuration in earlier sweeps stand for its own';
comment on column sweep.open is 'False once all its trials are final: the claim looks at open sweeps only';
comment on column sweep.claim_from is 'None of its trials that never began waits at a lower place. Passes over the index entries of trials that have left the queue and that vacuum could not remove yet';
create index sweep_open on sweep (priority desc, id) where open;

alter table trial
    add priority integer not null default 0 check (priority between -1000 and 1000),
    add place bigint not null generated always as (number - priority * 1000000000::bigint) stored,
    add paused_at timestamptz,
    add retries integer not null default 0 check (retries >= 0),
    add thinned boolean not null default false,
    add reused_from bigint references trial on delete set null;
comment on column trial.priority is 'Before the trials of its sweep that have a lower one';
comment on column trial.place is 'In the order in which the trials of a sweep begin';
comment on column trial.retries is 'Times that people queued it again after it had failed or been cancelled';
comment on column trial.thinned is 'Whether only some epochs of its curves are left, as it ended long ago';
comment on column trial.reused_from is 'The trial of the same configuration whose result and curve stand for its own';

-- No index has lease_until or epoch, so that a heartbeat writes one tuple and no index entry.
drop index trial_queue;
drop index trial_lease;
create index trial_fresh on trial (sweep_id, dataset, place)
    where state = 'PENDING' and attempt = 0 and paused_at is null;
create index trial_begun on trial (sweep_id, available_at)
    where state = 'PENDING' and attempt > 0 and paused_at is null;
create index trial_thinnable on trial (finished_at) where not thinned and finished_at is not null;
create index trial_running on trial (sweep_id) where state = 'RUNNING';
create index trial_reusable on trial (identity) where state = 'SUCCEEDED' and reused_from is null;
create index trial_reused on trial (reused_from) where reused_from is not null;

alter table checkpoint add step integer not null default 0 check (step >= 0);
comment on column result.attempt is '0 where the result is that of another trial, which its provenance names';
comment on column checkpoint.step is 'Steps done of the epoch after the completed ones';

alter table attempt drop constraint attempt_ended_check;
alter table attempt add constraint attempt_ended_check check (ended in (
    'SUCCEEDED', 'CANCELLED', 'DRAINED', 'PAUSED', 'LEASE_EXPIRED', 'CRASHED', 'OUT_OF_MEMORY', 'ERROR', 'DIVERGED',
    'BAD_CONFIGURATION', 'DATA_MISSING'));

alter table worker add meters jsonb not null default '{}';
comment on column worker.meters is 'What it last measured of itself, numbers by name; nothing asks a worker, so its heartbeat brings them';

create sequence claim_turn;

-- Said once for the lists of candidates, for a look whether there are any, and for the claim itself.
create view claimable_trial as
select * from trial where state = 'PENDING' and paused_at is null and available_at <= now();

create function begin_attempt(chosen bigint, worker text, lease interval)
returns table (trial_id bigint, attempt integer, sweep_id bigint, number integer, config jsonb,
               checkpoint_attempt integer, checkpoint_epoch integer, checkpoint_step integer)
language sql volatile as $$
    with claimed as (
        update claimable_trial t
        set state = 'RUNNING',
            attempt = t.attempt + 1,
            worker_id = worker,
            lease_until = now() + lease,
            started_at = coalesce(t.started_at, now()),
            epoch = coalesce(c.epoch, 0)
        from (values (chosen)) as one (id)
        left join checkpoint c on c.trial_id = one.id
        where t.id = one.id
        returning t.id, t.attempt, t.sweep_id, t.number, t.config, coalesce(c.attempt, 0), coalesce(c.epoch, 0) as epoch,
                  coalesce(c.step, 0)
    ), begun as (
        insert into attempt (trial_id, attempt, worker_id, resumed_from_epoch)
        select id, attempt, worker, epoch from claimed
    )
    select * from claimed
$$;

-- FOR UPDATE SKIP LOCKED would also lock rows that another claim took since this one's snapshot, before it sees that they
-- wait no longer, and keep their owners' heartbeats waiting. So whoever has a trial's advisory lock may try to begin it.
create function claim_trial(worker text, datasets text[], worker_gpu_bytes bigint, lease interval)
returns table (trial_id bigint, attempt integer, sweep_id bigint, number integer, config jsonb,
               checkpoint_attempt integer, checkpoint_epoch integer, checkpoint_step integer)
language plpgsql as $$
#variable_conflict use_column
declare
    turn bigint := nextval('claim_turn');
    candidate record;
    chosen bigint;
begin
    for candidate in
        with claimable as (
            select s.id, s.priority, s.max_parallel, s.claim_from
            from sweep s
            where s.open and s.cancelled_at is null and s.paused_at is null
              and (s.gpu_bytes is null or s.gpu_bytes <= worker_gpu_bytes)
              and (s.max_parallel is null or s.max_parallel > (
                  select count(*) from trial t where t.sweep_id = s.id and t.state = 'RUNNING'))
              and (exists (
                      select from claimable_trial t
                      where t.sweep_id = s.id and t.attempt > 0 and t.dataset = any (datasets))
                  or exists (
                      select from unnest(datasets) as d (name)
                      cross join lateral (
                          select from claimable_trial t
                          where t.sweep_id = s.id and t.attempt = 0 and t.dataset = d.name and t.place >= s.claim_from
                          limit 1) first))),
        numbered as (
            select *, row_number() over same - 1 as position, count(*) over (partition by priority) as sweeps
            from claimable
            window same as (partition by priority order by id))
        select * from numbered order by priority desc, (position - turn % sweeps + sweeps) % sweeps
    loop
        if candidate.max_parallel is not null then
            -- One claim of such a sweep at a time, which counts after the others have committed.
            perform from sweep where id = candidate.id for no key update skip locked;
            continue when not found;
            continue when candidate.max_parallel <= (
                select count(*) from trial t where t.sweep_id = candidate.id and t.state = 'RUNNING');
        end if;
        <<again>> loop
            -- Those that began before go first, as others wait for their results.
            for chosen in
                select id from claimable_trial t
                where t.sweep_id = candidate.id and t.attempt > 0 and t.dataset = any (datasets)
                order by t.available_at
            loop
                continue when not pg_try_advisory_xact_lock(chosen);
                return query select * from begin_attempt(chosen, worker, lease);
                if found then return; end if;
                -- Taken and let go since the list was read, so the rest of it is old too.
                continue again;
            end loop;
            for chosen in
                select first.id
                from unnest(datasets) as d (name)
                cross join lateral (
                    select id, place from claimable_trial t
                    where t.sweep_id = candidate.id and t.attempt = 0 and t.dataset = d.name
                      and t.place >= candidate.claim_from
                    order by t.place
                    limit 100) first
                order by first.place
            loop
                continue when not pg_try_advisory_xact_lock(chosen);
                return query select * from begin_attempt(chosen, worker, lease);
                if found then return; end if;
                continue again;
            end loop;
            exit again;
        end loop;
    end loop;
end
$$;
comment on function claim_trial is 'Leases one trial to a worker that has these datasets and, unless null, so much GPU memory, and begins its next attempt. Of the sweeps with the highest priority each has its turn';

-- One rule for the worker that reports a failure, for its supervisor and for the reaper of lost leases.
create function fail_attempt(failed bigint, failed_attempt integer, retryable boolean, how text, why text) returns text
language sql volatile as $$
    with verdict as (
        select t.id, retryable and t.failures + 1 < s.max_attempts as again
        from trial t
        join sweep s on s.id = t.sweep_id
        where t.id = failed and t.attempt = failed_attempt and t.state = 'RUNNING'
        for update of t
    ), held as (
        update trial t
        set state = case when again then 'PENDING' else 'FAILED' end,
            failures = t.failures + 1,
            available_at = now() + retry_delay(t.failures + 1),
            worker_id = null,
            lease_until = null,
            finished_at = case when again then null else now() end
        from verdict
        where t.id = verdict.id
        returning t.id, t.state
    ), ended as (
        update attempt
        set ended = how, ended_at = now(), message = why
        from held
        where trial_id = held.id and attempt = failed_attempt
    )
    select state from held
$$;
comment on function fail_attempt is 'Ends a failed attempt. The state of the trial afterwards: PENDING, after a back-off, if it gets another one, else FAILED; null if the attempt no longer held it';

-- What claims are told of the sweeps, brought up to date: run every few seconds by one API node. Until then a claim
-- works with what was, which costs it time or a trial that was just queued again some seconds.
create function tend_sweeps() returns void language plpgsql as $$
declare
    tended bigint;
begin
    for tended in
        select id from sweep where open order by id for no key update skip locked
    loop
        -- Statements after the lock see all trials of whoever held it.
        update sweep s
        set open = found.open, claim_from = coalesce(found.first, s.claim_from)
        from (
            select exists (
                       select from trial t where t.sweep_id = tended and t.state in ('PENDING', 'RUNNING')) as open,
                   (select min(t.place) from trial t
                    where t.sweep_id = tended and t.state = 'PENDING' and t.attempt = 0 and t.paused_at is null)
                       as first) found
        where s.id = tended
          and (s.open, s.claim_from) is distinct from (found.open, coalesce(found.first, s.claim_from));
    end loop;
end
$$;

-- What dashboards are told of. NOTIFY would take a lock of the whole database until each commit is on disk, one after the
-- other, which cost three quarters of the queue's throughput; API nodes read this table once a second instead.
create table change (
    id       bigint generated always as identity primary key,
    sweep_id bigint not null,
    trial_id bigint
);
comment on table change is 'The last changes that people see, each an addition to those before; old ones are deleted';
comment on column change.trial_id is 'Null where the sweep itself changed';

drop trigger trial_changed on trial;
drop trigger sweep_changed on sweep;
drop function notify_trial_changed;
drop function notify_sweep_changed;

create function record_trial_change() returns trigger language plpgsql as $$
begin
    insert into change (sweep_id, trial_id) values (new.sweep_id, new.id);
    return null;
end
$$;
create trigger trial_changed after update of state, epoch, priority, paused_at on trial
    for each row when (new.reused_from is null
        and (old.state, old.epoch, old.priority, old.paused_at)
            is distinct from (new.state, new.epoch, new.priority, new.paused_at))
    execute function record_trial_change();

create function record_sweep_change() returns trigger language plpgsql as $$
begin
    insert into change (sweep_id) values (new.id);
    return null;
end
$$;
create trigger sweep_inserted after insert on sweep
    for each row execute function record_sweep_change();
create trigger sweep_changed after update of priority, max_parallel, paused_at, cancelled_at on sweep
    for each row execute function record_sweep_change();

-- What may give an idle worker something to do still wakes it; no claim and no result does.
create trigger sweep_claimable after update of max_parallel, paused_at, cancelled_at on sweep
    for each statement execute function notify_trial_available();
drop trigger trial_requeued on trial;
create trigger trial_requeued after update of state, paused_at on trial
    for each row when (new.state = 'PENDING' and new.paused_at is null
        and (old.state <> 'PENDING' or old.paused_at is not null))
    execute function notify_trial_available();

-- The curve of a reused trial is that of the trial that was trained.
create or replace view live_metric as
select t.id as trial_id, m.attempt, m.name, m.epoch, m.value, m.recorded_at
from trial t
join metric m on m.trial_id = coalesce(t.reused_from, t.id)
where not exists (
    select from attempt later
    where later.trial_id = m.trial_id and later.attempt > m.attempt and later.resumed_from_epoch < m.epoch);
