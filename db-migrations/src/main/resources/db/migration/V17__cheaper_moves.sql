-- What a claim and a result cost the server, brought down by two fifths of its instructions.

-- In the order in which workers, who may be at work, lock their rows.
lock table trial, attempt, result;

-- Each statement parses every check constraint of the tables that it writes to. Nineteen of them were a quarter of the
-- cost of a claim and a result; one call a table says the same.
create function is_sound(t trial) returns boolean language plpgsql immutable as $$
begin
    return t.number >= 0 and t.epochs > 0 and t.attempt >= 0 and t.failures >= 0 and t.retries >= 0
        and t.priority between -1000 and 1000
        and t.measure in ('ACCURACY', 'ELBO')
        and case t.state
                when 'PENDING' then num_nulls(t.worker_id, t.lease_until, t.finished_at) = 3
                when 'RUNNING' then num_nulls(t.worker_id, t.lease_until) = 0 and t.finished_at is null
                else t.state in ('SUCCEEDED', 'FAILED', 'CANCELLED', 'PRUNED')
                     and num_nulls(t.worker_id, t.lease_until) = 2 and t.finished_at is not null
            end;
end
$$;
comment on function is_sound(trial) is 'Numbers in their ranges, a state there is, a worker and a lease while it runs and a time of its end after';

create function is_sound(a attempt) returns boolean language plpgsql immutable as $$
begin
    return a.attempt > 0 and a.resumed_from_epoch >= 0
        and (a.ended is null) = (a.ended_at is null)
        and coalesce(a.ended in ('SUCCEEDED', 'CANCELLED', 'DRAINED', 'PAUSED', 'LEASE_EXPIRED', 'CRASHED',
                                 'OUT_OF_MEMORY', 'ERROR', 'DIVERGED', 'BAD_CONFIGURATION', 'DATA_MISSING'), true);
end
$$;
comment on function is_sound(attempt) is 'Numbers in their ranges, and either no end or one of the ends there are with its time';

create function is_sound(r result) returns boolean language plpgsql immutable as $$
begin
    return r.train_seconds >= 0
        and (r.validation_accuracy is null) = (r.test_accuracy is null)
        and coalesce(r.validation_accuracy between 0 and 1 and r.test_accuracy between 0 and 1, true);
end
$$;
comment on function is_sound(result) is 'Time that is not negative, and both accuracies as fractions or neither';

do $$
declare
    checks record;
begin
    for checks in
        select conrelid::regclass as checked, string_agg(format('drop constraint %I', conname), ', ') as dropped
        from pg_constraint
        where contype = 'c' and conrelid in ('trial'::regclass, 'attempt'::regclass, 'result'::regclass)
        group by conrelid
    loop
        execute format('alter table %s %s', checks.checked, checks.dropped);
    end loop;
end
$$;
alter table trial add constraint trial_is_sound check (is_sound(trial.*));
alter table attempt add constraint attempt_is_sound check (is_sound(attempt.*));
alter table result add constraint result_is_sound check (is_sound(result.*));

-- So it is with the conditions of triggers, of which one function asks once.
drop trigger trial_requeued on trial;
drop trigger trial_changed on trial;
create or replace function record_trial_change() returns trigger language plpgsql as $$
begin
    if new.reused_from is null
            and (old.state, old.epoch, old.priority, old.paused_at)
                is distinct from (new.state, new.epoch, new.priority, new.paused_at) then
        insert into change (sweep_id, trial_id) values (new.sweep_id, new.id);
    end if;
    if new.state = 'PENDING' and new.paused_at is null and (old.state <> 'PENDING' or old.paused_at is not null) then
        perform pg_notify('flatsweep_queue', '');
    end if;
    return null;
end
$$;
create trigger trial_changed after update of state, epoch, priority, paused_at on trial
    for each row execute function record_trial_change();

create function claim_of_sweep(claimed bigint, worker text, datasets text[], lease interval)
returns table (trial_id bigint, attempt integer, sweep_id bigint, number integer, config jsonb,
               checkpoint_attempt integer, checkpoint_epoch integer, checkpoint_step integer)
language plpgsql set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
    candidate record;
    chosen bigint;
    most integer;
begin
    select max_parallel, claim_from into candidate from sweep where id = claimed;
    if candidate.max_parallel is not null then
        -- One claim of such a sweep at a time, which counts once more after the others have committed. A lock is a
        -- write, so those that ask while all its places are taken do without.
        perform from sweep s
        where s.id = claimed and s.max_parallel > (
            select count(*) from trial t where t.sweep_id = s.id and t.state = 'RUNNING')
        for no key update skip locked;
        if not found or candidate.max_parallel <= (
                select count(*) from trial t where t.sweep_id = claimed and t.state = 'RUNNING') then
            return;
        end if;
    end if;
    <<again>> loop
        -- Those that began before go first, as others wait for their results.
        for chosen in
            select id from claimable_trial t
            where t.sweep_id = claimed and t.attempt > 0 and t.dataset = any (datasets)
            order by t.available_at
            limit 100
        loop
            continue when not pg_try_advisory_xact_lock(chosen);
            return query select * from begin_attempt(chosen, worker, lease);
            if found then return; end if;
            -- Taken and let go since the list was read, so the rest of it is old too.
            continue again;
        end loop;
        -- A few, unless others are just claiming those.
        foreach most in array array[10, 100, 1000] loop
            for chosen in
                select first.id
                from unnest(datasets) as d (name)
                cross join lateral (
                    select id, place from claimable_trial t
                    where t.sweep_id = claimed and t.attempt = 0 and t.dataset = d.name
                      and t.place >= candidate.claim_from
                    order by t.place
                    limit most) first
                order by first.place
            loop
                continue when not pg_try_advisory_xact_lock(chosen);
                return query select * from begin_attempt(chosen, worker, lease);
                if found then return; end if;
                continue again;
            end loop;
            exit when not found;
        end loop;
        return;
    end loop;
end
$$;
comment on function claim_of_sweep is 'What claim_trial does, of one sweep: no row where it has nothing to give';

-- Nearly always the sweep whose turn it is has a trial to give; what the others have is looked at only when it has
-- none.
create or replace function claim_trial(worker text, datasets text[], worker_gpu_bytes bigint, lease interval)
returns table (trial_id bigint, attempt integer, sweep_id bigint, number integer, config jsonb,
               checkpoint_attempt integer, checkpoint_epoch integer, checkpoint_step integer)
language plpgsql set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
    turn bigint := nextval('claim_turn');
    first bigint[];
    candidate bigint;
begin
    select array_agg(s.id order by s.id) into first
    from servable_sweep s
    where (s.gpu_bytes is null or s.gpu_bytes <= worker_gpu_bytes)
      and s.priority = (
          select s.priority from servable_sweep s
          where (s.gpu_bytes is null or s.gpu_bytes <= worker_gpu_bytes)
          order by s.priority desc
          limit 1);
    if first is null then return; end if;
    return query select * from claim_of_sweep(first[1 + turn % cardinality(first)], worker, datasets, lease);
    if found then return; end if;

    -- The turns of those with nothing to give go round among the others.
    turn := turn / cardinality(first);
    for candidate in
        with claimable as (
            select s.id, s.priority
            from servable_sweep s
            where (s.gpu_bytes is null or s.gpu_bytes <= worker_gpu_bytes)
              and (s.max_parallel is null or s.max_parallel > (
                  select count(*) from trial t where t.sweep_id = s.id and t.state = 'RUNNING'))
              and (exists (
                      select from unnest(datasets) as d (name)
                      cross join lateral (
                          select from claimable_trial t
                          where t.sweep_id = s.id and t.attempt = 0 and t.dataset = d.name and t.place >= s.claim_from
                          order by t.place
                          limit 1) first)
                  or (select t.id from claimable_trial t
                      where t.sweep_id = s.id and t.attempt > 0 and t.dataset = any (datasets)
                      order by t.available_at
                      limit 1) is not null)),
        numbered as (
            select *, row_number() over same - 1 as position, count(*) over (partition by priority) as sweeps
            from claimable
            window same as (partition by priority order by id))
        select id from numbered order by priority desc, (position - turn % sweeps + sweeps) % sweeps
    loop
        return query select * from claim_of_sweep(candidate, worker, datasets, lease);
        if found then return; end if;
    end loop;
end
$$;

-- As V13 has it; replacing a function forgets how it runs, though not who may run it.
do $$
declare
    trusted regprocedure;
begin
    foreach trusted in array
        array['claim_trial(text, text[], bigint, interval)', 'record_trial_change()']::regprocedure[]
    loop
        execute format('alter function %s security definer set search_path = %I, pg_temp', trusted, current_schema());
    end loop;
end
$$;
